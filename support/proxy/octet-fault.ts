import { CONDITIONS, type Conditions } from './conditions';
import { fault, type Attributes, type Fault, type FaultKind, type Flow, type Stage } from './fault';
import { compiled } from './predicate';

/** Makes a fault of what happens to a stream of octets, at work only while its conditions hold. */
export function octetFault<A extends object>(kind: FaultKind<A>): Fault {
  return fault<A & Conditions>({
    type: kind.type,
    summary: kind.summary,
    // The two halves of the intersection have no name in common.
    attributes: { ...kind.attributes, ...CONDITIONS } as unknown as Attributes<A & Conditions>,
    // Clients of Toxiproxy know these kinds without conditions, and shall see what they have set.
    shownWhenSet: Object.keys(CONDITIONS),
    stage: (settings, flow) => new ConditionalStage(settings, flow, (within) => kind.stage(settings, within)),
  });
}

/** Lets everything pass before and after the stage within is at work. */
class ConditionalStage implements Stage {
  private within: Stage | undefined;
  private readonly cancels = new Set<() => void>();

  constructor(
    private readonly settings: () => Conditions,
    private readonly flow: Flow,
    private readonly build: (flow: Flow) => Stage,
  ) {
    const { when, when_nth: nth } = settings();
    if (when === undefined) this.count();
    else flow.onceOpposite(compiled(when), nth, () => this.count());
  }

  get held(): number {
    return this.within?.held ?? 0;
  }

  get silent(): boolean {
    return this.within?.silent ?? false;
  }

  take(octets: Uint8Array): void {
    if (this.within === undefined) this.flow.pass(octets);
    else this.within.take(octets);
  }

  end(): void {
    if (this.within === undefined) this.flow.end();
    else this.within.end();
  }

  changed(): void {
    this.within?.changed?.();
  }

  release(): void {
    this.within?.release();
  }

  private count(): void {
    const { after, until } = this.settings();
    if (until > 0) this.flow.after(until, () => this.finish(until));
    if (after > 0) this.flow.after(after, () => this.begin());
    else this.begin();
  }

  private begin(): void {
    this.within = this.build(this.scoped());
  }

  private finish(until: number): void {
    const { within } = this;
    if (within === undefined) return;
    // First the timers: what is released now must not come once more.
    for (const cancel of this.cancels) cancel();
    within.release();
    this.within = undefined;
    this.flow.healed(`${until} ms are over`);
    this.flow.settle();
  }

  /** The flow of the stage within, whose timers end with it. */
  private scoped(): Flow {
    const { flow, cancels } = this;
    return {
      stream: flow.stream,
      pass: (octets) => flow.pass(octets),
      end: () => flow.end(),
      answer: (octets) => flow.answer(octets),
      silenceOpposite: (silent, dropped) => flow.silenceOpposite(silent, dropped),
      onceOpposite: (test, nth, action) => flow.onceOpposite(test, nth, action),
      close: (how) => flow.close(how),
      after: (ms, action) => {
        const stop = flow.after(ms, () => {
          cancels.delete(stop);
          action();
        });
        cancels.add(stop);
        return () => {
          cancels.delete(stop);
          stop();
        };
      },
      settle: () => flow.settle(),
      fired: (detail, octets) => flow.fired(detail, octets),
      healed: (detail) => flow.healed(detail),
      not104: (detail) => flow.not104(detail),
      begin: () => flow.begin(),
      now: () => flow.now(),
      random: () => flow.random(),
    };
  }
}
