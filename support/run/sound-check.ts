import type { Interlock } from '../dut/interlock';
import type { Settings } from '../profile/settings';
import { TESTING_BEHAVIOUR } from '../master/behaviour';
import { Master } from '../master/master';
import { conOf, type Act } from '../oracles/link-answers';
import { BASICS, type Basic, type Outcome } from '../oracles/outcome';
import { completeAndInOrder, interrogationIn } from '../oracles/interrogation';
import { isU } from '../oracles/select';
import { unacknowledged } from '../oracles/window';
import { interrogation } from '../protocol/interrogation';
import type { WireRecord } from '../record/record';
import { ConnectError, type Endpoint } from '../transport/connection';
import { HeldBackError } from '../transport/guard';
import { Recorder } from '../transport/recorder';
import type { TlsClient } from '../transport/tls-wire';
import { untilInterrogated } from './interrogations';

/**
 * What this device does before any scenario has asked anything of it. A scenario that ends with "it is not answered any
 * more" tells a device that the scenario has hurt only where it was answered before.
 */
export interface Soundness {
  /** What is in neither is not known. */
  readonly does: readonly Basic[];
  readonly never: readonly Basic[];
}

/** What it was read off: evidence, where something never came. */
export interface SoundChecked extends Soundness {
  readonly record: WireRecord;
}

/** Which requirements are about a basic itself: there its absence stays a fail. */
const JUDGED_BY: Readonly<Record<Basic, readonly string[]>> = {
  'STARTDT con': ['SST-003'],
  'STOPDT con': ['SST-010', 'SST-028'],
  'TESTFR con in STOPPED': ['SST-002', 'TMR-025', 'TMR-026'],
  'TESTFR con in STARTED': ['TMR-025', 'TMR-026', 'SST-009'],
  'whole answer to a station interrogation': ['GIN-001'],
};

/** Its record bears this name, and its evidence. */
export const SOUND_CHECK = 'sound-check';

export interface SoundCheck {
  /** Name of the record; that of the check before the first scenario unless stated. */
  readonly name?: string;
  readonly endpoint: Endpoint;
  readonly settings: Settings;
  readonly interlock: Interlock;
  readonly tls?: TlsClient;
}

/** Asks each basic once, on one connection that it leaves in STOPPED. Nothing is known where no connection comes about. */
export async function soundCheck({ endpoint, settings, interlock, tls, name = SOUND_CHECK }: SoundCheck): Promise<SoundChecked> {
  const { apci, tolerance } = settings;
  const recorder = new Recorder(name, true);
  let master: Master | undefined;
  try {
    const own = (master = await Master.connect(endpoint, { recorder, guard: interlock, name: 'A', apci, behaviour: TESTING_BEHAVIOUR, ...(tls === undefined ? {} : { tls }) }));
    const does = async (act: Act): Promise<boolean | undefined> => {
      const from = recorder.position;
      own.act(act);
      await recorder.until((event) => event.kind === 'closed' || isU(event, conOf(act), 'received'), apci.t1 + tolerance.absoluteMs, from);
      const { events, lagMs } = recorder.record();
      if (events.some((event) => event.index > from && isU(event, conOf(act), 'received'))) return true;
      // Who stood still himself has not waited.
      return lagMs < tolerance.absoluteMs ? false : undefined;
    };
    const seen = new Map<Basic, boolean | undefined>();
    seen.set('TESTFR con in STOPPED', await does('TESTFR act'));
    if (own.isOpen) seen.set('STARTDT con', await does('STARTDT act'));
    if (own.isOpen && seen.get('STARTDT con') === true) {
      seen.set('TESTFR con in STARTED', await does('TESTFR act'));
      const [commonAddress] = settings.commonAddresses ?? [];
      if (own.isOpen && commonAddress !== undefined) seen.set('whole answer to a station interrogation', await answersInterrogation(own, recorder, commonAddress, apci.t1 + tolerance.absoluteMs));
      if (own.isOpen && unacknowledged(recorder.record(), 'A').length > 0) own.acknowledge();
      if (own.isOpen) seen.set('STOPDT con', await does('STOPDT act'));
    }
    const those = (came: boolean): Basic[] => BASICS.filter((basic) => seen.get(basic) === came);
    return { does: those(true), never: those(false), record: recorder.record() };
  } catch (error) {
    if (error instanceof ConnectError || error instanceof HeldBackError) return { does: [], never: [], record: recorder.record() };
    throw error;
  } finally {
    master?.destroy();
    recorder.stop();
  }
}

/** Whether an interrogation of the whole station takes its course (104:7.5). It is waited for as long as something of it comes. */
async function answersInterrogation(master: Master, recorder: Recorder, commonAddress: number, patienceMs: number): Promise<boolean | undefined> {
  const scope = { connection: 'A', from: recorder.position };
  master.send(interrogation(commonAddress));
  await untilInterrogated(recorder, { connection: scope.connection, from: scope.from, ms: patienceMs });
  const record = recorder.record();
  const run = interrogationIn(record, scope);
  if (run === undefined) return undefined;
  return completeAndInOrder(run).verdict === 'pass' || (record.lagMs < patienceMs ? false : undefined);
}

/** The same outcome, but for a fail that rests on what the device never does: of other rules it establishes nothing. */
export function soundly(outcome: Outcome, soundness: Soundness, requirements: readonly string[]): Outcome {
  const { rests } = outcome;
  if (outcome.verdict !== 'fail' || rests === undefined || !soundness.never.includes(rests)) return outcome;
  const judges = JUDGED_BY[rests];
  if (requirements.some((id) => judges.includes(id))) return outcome;
  return { ...outcome, verdict: 'inconclusive', message: `${outcome.message}; before the first scenario it did not come either (evidence/${SOUND_CHECK}): this device sends no ${rests}, which ${judges[0]} judges` };
}
