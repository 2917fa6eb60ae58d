import { decodeApdu } from '../protocol/decode';
import { describe } from '../protocol/describe';
import { START } from '../protocol/apci';
import { ApduStream } from '../protocol/stream';
import { integer } from './attributes';
import { CONDITIONS, type Conditions } from './conditions';
import { fault, type Attributes, type Fault, type Flow, type Stage, type Test } from './fault';
import { compiled, matchAttribute, type Predicate } from './predicate';

/** When a fault that looks for APDUs does its work; all conditions hold together, counted for each connection. */
export interface Trigger extends Conditions {
  readonly match: Predicate;
  /** The first match that counts. */
  readonly nth: number;
  /** Matches after which it is over; 0 for no end. */
  readonly count: number;
  /** Percent of the matches that it is at work on, by the seed of the proxy. */
  readonly chance: number;
}

const TRIGGER: Attributes<Trigger> = {
  match: matchAttribute,
  nth: integer('the first match that counts', { initial: 1, minimum: 1 }),
  count: integer('matches after which it is over, 0 for no end'),
  chance: integer('percent of the matches, by the seed', { initial: 100, maximum: 100 }),
  ...CONDITIONS,
};

/** What an APDU fault does. Octets that it passes go out behind all that came before. */
export interface Action {
  /** One APDU for which it was armed, its own to keep. Returns what is to be said of it. */
  matched(apdu: Uint8Array): string;
  /** Whole APDUs that did not match, in order. Without it they pass. */
  others?(octets: Uint8Array): void;
  /** Without it the end passes. */
  end?(): void;
  readonly held?: number;
  /** Passes on what it holds. */
  release?(): void;
  /** Whether nothing at all passes from now on. */
  readonly silent?: boolean;
  /** Its consequence outlives the trigger: `others` is still asked when no more APDU can match. */
  readonly lasting?: boolean;
}

export interface ApduFaultKind<A extends object> {
  readonly type: string;
  readonly summary: string;
  readonly attributes: Attributes<A>;
  /** What it has something to do with at all; other APDUs neither match nor count. */
  readonly concerns?: Test;
  action(settings: () => A & Trigger, flow: Flow): Action;
}

/** Makes a fault of an action on APDUs: the stream is cut into APDUs only while such a fault is armed. */
export function apduFault<A extends object>(kind: ApduFaultKind<A>): Fault {
  return fault<A & Trigger>({
    type: kind.type,
    summary: kind.summary,
    // The two halves of the intersection have no name in common.
    attributes: { ...TRIGGER, ...kind.attributes } as unknown as Attributes<A & Trigger>,
    stage: (settings, flow) => new ApduStage(settings, flow, kind.action(settings, flow), kind.concerns),
  });
}

type Step = 'unknown' | 'in step' | 'not 104';

class ApduStage implements Stage {
  private readonly cutter = new ApduStream();
  /** When it began; `undefined` while what it waits for was not seen in the opposite direction. */
  private begun: number | undefined;
  private step: Step = 'unknown';
  private test: Test;
  private seen = 0;
  private done = 0;
  private over = false;
  private said = false;

  constructor(
    private readonly settings: () => Trigger,
    private readonly flow: Flow,
    private readonly action: Action,
    private readonly concerns: Test | undefined,
  ) {
    const { when, when_nth: nth } = settings();
    const begin = (): void => {
      this.begun = flow.now();
    };
    if (when === undefined) begin();
    else flow.onceOpposite(compiled(when), nth, begin);
    this.test = compiled(settings().match);
    // A stream that already runs: what its first octet was tells whether it can be 104 at all.
    const first = flow.begin();
    if (first !== undefined && first !== START) this.isNot104('the stream did not begin with 0x68');
  }

  get held(): number {
    return this.cutter.incomplete + (this.action.held ?? 0);
  }

  get silent(): boolean {
    return this.action.silent ?? false;
  }

  changed(): void {
    this.test = compiled(this.settings().match);
    this.over = false;
  }

  take(octets: Uint8Array): void {
    if (this.step === 'unknown') this.begin(octets);
    if (this.step !== 'in step') {
      this.others(octets);
      return;
    }
    let from = -1;
    let last: Uint8Array = octets;
    let to = 0;
    this.cutter.walk(octets, (data, at, end, fault) => {
      last = data;
      if (from === -1) from = at;
      to = end;
      if (fault !== undefined) this.say(fault.reason);
      else if (this.isDue(data, at, end)) {
        if (at > from) this.others(data.subarray(from, at));
        from = end;
        this.fire(data.slice(at, end));
      }
    });
    if (from !== -1 && to > from) this.others(last.subarray(from, to));
  }

  end(): void {
    this.rest();
    if (this.action.end !== undefined) this.action.end();
    else this.flow.end();
  }

  release(): void {
    this.action.release?.();
    this.rest();
  }

  /** An APDU that never completed goes on as it came. */
  private rest(): void {
    for (const { octets } of this.cutter.end()) this.flow.pass(octets);
  }

  private begin(octets: Uint8Array): void {
    if (octets[0] === START) this.step = 'in step';
    // Armed in the middle of an APDU of a live stream: the next segment that begins with one will do.
    else if (this.flow.begin() === octets[0]) this.isNot104('the stream does not begin with 0x68');
  }

  private isNot104(detail: string): void {
    this.step = 'not 104';
    this.say(detail);
  }

  private say(detail: string): void {
    if (this.said) return;
    this.said = true;
    this.flow.not104(`${detail}: it passes as it is`);
  }

  private others(octets: Uint8Array): void {
    if (this.action.others === undefined) this.flow.pass(octets);
    else this.action.others(octets);
  }

  private isDue(data: Uint8Array, at: number, end: number): boolean {
    if (this.over || this.begun === undefined || !this.test(data, at, end) || this.concerns?.(data, at, end) === false) return false;
    const { nth, after, until, chance } = this.settings();
    if (after > 0 || until > 0) {
      const ms = this.flow.now() - this.begun;
      if (ms < after) return false;
      if (until > 0 && ms >= until) {
        this.heal(`${until} ms are over`);
        return false;
      }
    }
    this.seen += 1;
    if (this.seen < nth) return false;
    return chance >= 100 || this.flow.random() * 100 < chance;
  }

  private fire(apdu: Uint8Array): void {
    this.done += 1;
    const { count } = this.settings();
    const what = this.action.matched(apdu);
    this.flow.fired(`${describe(decodeApdu(apdu))}: ${what}`, apdu);
    if (count > 0 && this.done >= count) this.heal(`${count} matches are over`);
  }

  private heal(detail: string): void {
    this.over = true;
    if (this.action.lasting !== true) this.flow.healed(detail);
  }
}
