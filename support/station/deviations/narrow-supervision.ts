import { HONEST, type LinkSeams } from '../../protocol/link/seams';
import { now } from '../../transport/clock';
import type { Deviation } from './deviation';
import { noT1After } from './later';

/** Rules about timers and tests that are broken on one occasion only, so that no rule about another occasion is broken with them (law 10). */

/** Of the embedded station. */
const T3_MS = 600;
/** An act of which this part of t3 or more has passed since the one before it comes halfway, not at once. */
const HALFWAY_MS = 0.4 * T3_MS;
/** Later than TESTFR acts that keep coming. */
const LATE_MS = 0.6 * T3_MS;
/** So long before the connect t1 begins for a station that ends a silent connection well before t3. */
const SILENT_MS = 600;
/** I formats that come closer together than this come in a row. */
const ROW_MS = 50;

/** When the connection began and each act came on it. */
interface Acts {
  /** From the connect to the last STARTDT act. */
  readonly untilStart: number;
  /** From the last STARTDT act to the last STOPDT act. */
  readonly untilStop: number;
}

/** Seams that depend on how long after the connect, or after each other, the acts of a connection came. */
function byActs(seams: (acts: Acts) => Partial<LinkSeams>): () => Partial<LinkSeams> {
  return () => {
    const began = now();
    let [started, stopped] = [began, began];
    return {
      ...seams({
        get untilStart() {
          return started - began;
        },
        get untilStop() {
          return stopped - started;
        },
      }),
      confirmation: (act, state, moment) => {
        if (act === 'STARTDT act') started = now();
        if (act === 'STOPDT act') stopped = now();
        return HONEST.confirmation(act, state, moment);
      },
    };
  };
}

function untestedAlone(): Pick<Deviation, 'link'> {
  return { link: ({ past }) => ({ testsAtT3: (_state, last) => last !== undefined || past.open > 0 }) };
}

export const NARROW_SUPERVISION: readonly Deviation[] = [
  {
    name: 'no-testfr-con-with-window-filled-by-events',
    breaks: ['SEQ-013'],
    line: 'With a full window TESTFR act is not confirmed when a U format came before it.',
    link: () => {
      let [before, last] = ['', ''];
      return {
        endsOn: ({ apci }) => {
          [before, last] = [last, apci?.format ?? ''];
          return undefined;
        },
        confirmation: (act, state, moment) => (act === 'TESTFR act' && moment.windowFull && before === 'U' ? undefined : HONEST.confirmation(act, state, moment)),
      };
    },
  },
  {
    name: 'no-t2-for-a-pair',
    breaks: ['SEQ-014'],
    line: 'Two I formats that come in a row are not acknowledged until something else comes.',
    link: () => {
      let [last, count] = [-Infinity, 0];
      return {
        endsOn: ({ apci }) => {
          if (apci?.format !== 'I') return undefined;
          count = now() - last < ROW_MS ? count + 1 : 1;
          last = now();
          return undefined;
        },
        t2From: (first) => (count === 2 ? Infinity : first),
      };
    },
  },
  {
    name: 't1-ends-with-the-sixth-acknowledgement',
    breaks: ['TMR-003'],
    line: 'After six acknowledgements on a connection t1 of I formats does not run any more.',
    link: noT1After(6),
  },
  {
    name: 'no-close-without-testfr-con-alone',
    breaks: ['TMR-009'],
    line: 'An own TESTFR act that is not confirmed ends no connection that is alone and on which nothing has ever come.',
    link: (standing) => {
      let came = false;
      return {
        endsOn: () => {
          came = true;
          return undefined;
        },
        closesAtT1: (pending, state) => pending === 'I' || state !== 'STOPPED' || came || standing.standby(),
      };
    },
  },
  {
    name: 'no-test-after-early-stopdt-act',
    breaks: ['TMR-017'],
    line: 'No TESTFR act is sent after t3 when a STOPDT act came last, well within t3 after STARTDT act.',
    link: byActs((acts) => ({ testsAtT3: (_state, last) => last !== 'STOPDT act' || acts.untilStop >= HALFWAY_MS })),
  },
  {
    name: 'no-test-after-late-stopdt-act',
    breaks: ['TMR-022'],
    line: 'No TESTFR act is sent after t3 when a STOPDT act came last, half of t3 or more after STARTDT act.',
    link: byActs((acts) => ({ testsAtT3: (_state, last) => last !== 'STOPDT act' || acts.untilStop < HALFWAY_MS })),
  },
  {
    name: 'no-test-after-early-startdt-act',
    breaks: ['TMR-018', 'TMR-001'],
    line: 'No TESTFR act is sent after t3 when a STARTDT act came last, well within t3 after the connect.',
    link: byActs((acts) => ({ testsAtT3: (_state, last) => last !== 'STARTDT act' || acts.untilStart >= HALFWAY_MS })),
  },
  {
    name: 'ends-nothing-after-a-test',
    breaks: ['TMR-028'],
    line: 'In STARTED nothing that stays unanswered ends the connection where it was sent after a TESTFR act or con, and nothing has come since.',
    link: () => {
      let [test, at] = [false, 0];
      return {
        endsOn: ({ apci }) => {
          test = apci?.format === 'U' && apci.function?.startsWith('TESTFR') === true;
          at = now();
          return undefined;
        },
        t1From: ([oldest]) => (oldest === undefined || (test && oldest.at > at) ? undefined : oldest.at),
        closesAtT1: (pending, state) => pending === 'I' || state !== 'STARTED' || !test,
      };
    },
  },
  {
    name: 'no-test-of-a-connection-that-is-alone',
    breaks: ['SST-030', 'ROB-028'],
    line: 'A connection that was taken while there was no other, and on which nothing has come yet, is not tested.',
    ...untestedAlone(),
  },
  {
    name: 'ends-a-connection-that-is-alone-and-silent',
    breaks: ['ROB-028'],
    entails: ['SST-031'],
    line: 'A connection that was taken while there was no other, and on which nothing has come, is closed before t3 without TESTFR act.',
    link: ({ past }) => {
      const alone = past.open === 0;
      const taken = now();
      let came = false;
      return {
        endsOn: () => {
          came = true;
          return undefined;
        },
        t1From: ([oldest]) => (came || !alone ? oldest?.at : taken - SILENT_MS),
      };
    },
  },
  {
    name: 't1-renewed-by-one-late-testfr-act',
    breaks: ['TMR-029', 'TMR-032'],
    line: 'The TESTFR act that comes first since an unacknowledged I format, and later than three fifths of t3, begins its t1 anew, unless an older one was acknowledged since.',
    link: () => {
      let [since, first] = [-1, 0];
      return {
        t1From: ([oldest], { tested = 0, acknowledged = 0 }) => {
          if (oldest === undefined) return undefined;
          if (since !== oldest.at) [since, first] = [oldest.at, 0];
          if (first === 0 && tested > oldest.at) first = tested;
          return first - oldest.at >= LATE_MS && acknowledged <= oldest.at ? first : oldest.at;
        },
      };
    },
  },
];
