import type { Basic } from '../oracles/outcome';
import type { WireRecord } from '../record/record';
import type { Finding } from '../verdict/verdict';
import { SOUND_CHECK, type SoundChecked, type Soundness } from './sound-check';

/**
 * A device that a scenario has hurt for good fails whatever comes afterwards, and no rule of that is to blame. So a fail
 * is followed by the sound check once more: what the device did before the first scenario and does no longer is lost. A
 * device that spec104 has started itself is begun anew then, once for each loss, and judged on.
 */
export interface Loss {
  readonly basics: readonly Basic[];
  /** The scenario whose fail showed it first. */
  readonly since: string;
}

/** Whether a device lives. Of the other basics one may stay away for what a new connection finds waiting. */
const LIFE: readonly Basic[] = ['STARTDT con', 'TESTFR con in STOPPED', 'TESTFR con in STARTED'];

/** Whether there was anything to lose. */
export function lived({ does }: Soundness): boolean {
  return LIFE.some((basic) => does.includes(basic));
}

/** What was done before and is not any more; everything, where not even a connection comes about. */
export function lostSince(before: Soundness, now: SoundChecked): readonly Basic[] {
  const reached = now.record.events.some((event) => event.kind === 'connected');
  return LIFE.filter((basic) => before.does.includes(basic) && (!reached || now.never.includes(basic)));
}

/**
 * The findings of a scenario that failed while something is lost. The first keeps its fail, for nobody else can say that
 * the device was hurt; the later ones establish nothing.
 */
export function inLossOf(loss: Loss, id: string, findings: readonly Finding[]): Finding[] {
  const { since } = loss;
  const lost = lossText(loss);
  return findings.map((finding) => {
    if (finding.verdict !== 'fail') return finding;
    return since === id ? { ...finding, message: `${finding.message}; ${lost}: this scenario, or one shortly before it, has hurt it for good` } : { ...finding, verdict: 'inconclusive', message: `${finding.message}; ${lost}: see ${since}` };
  });
}

/** Why nothing is asked of a device that is lost. */
export function lostText(loss: Loss): string {
  return `not asked: ${lossText(loss)}: see ${loss.since}`;
}

/** What a device has lost in the course of a run, as far as one lane has seen it. */
export class LossWatch {
  private loss: Loss | undefined;
  /** It was begun anew for this loss, and did not come back. */
  private inVain = false;

  /**
   * @param before What the device did before the first scenario.
   * @param ask Asks for the same once more; the record bears the name that is given.
   * @param keep Keeps the record that shows the loss, as evidence.
   * @param revive Begins the device anew; absent where it is not ours.
   */
  constructor(
    private readonly before: Soundness,
    private readonly ask: (name: string) => Promise<SoundChecked>,
    private readonly keep: (record: WireRecord) => Promise<void>,
    private readonly revive?: () => Promise<void>,
  ) {}

  /** Why the next scenario is not worth its waits: what was lost before, unless it has come back. */
  async stillText(): Promise<string | undefined> {
    if (this.loss === undefined) return undefined;
    let basics = lostSince(this.before, await this.ask(SOUND_CHECK));
    if (basics.length > 0 && this.revive !== undefined && !this.inVain) {
      await this.revive();
      basics = lostSince(this.before, await this.ask(SOUND_CHECK));
      this.inVain = basics.length > 0;
    }
    this.loss = basics.length > 0 ? { ...this.loss, basics } : undefined;
    return this.loss === undefined ? undefined : lostText(this.loss);
  }

  /** The findings of a scenario, where the device may have been hurt for good: by this scenario, or by one before. */
  async judged(id: string, findings: readonly Finding[]): Promise<readonly Finding[]> {
    if (!findings.some(({ verdict }) => verdict === 'fail') || !lived(this.before)) return findings;
    const now = await this.ask(`${SOUND_CHECK}-after-${id}`);
    const basics = lostSince(this.before, now);
    if (basics.length === 0) {
      this.loss = undefined;
      this.inVain = false;
      return findings;
    }
    if (this.loss === undefined) await this.keep(now.record);
    this.loss = { basics, since: this.loss?.since ?? id };
    return inLossOf(this.loss, id, findings);
  }
}

function lossText({ basics, since }: Loss): string {
  return `on a new connection the device sends no ${basics.join(', no ')} any more, and did so before the first scenario (evidence/${SOUND_CHECK}-after-${since})`;
}
