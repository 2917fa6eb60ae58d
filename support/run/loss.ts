import type { Basic } from '../oracles/outcome';
import type { Finding } from '../verdict/verdict';
import { SOUND_CHECK, type SoundChecked, type Soundness } from './sound-check';

/**
 * A device that a scenario has hurt for good fails whatever comes afterwards, and no rule of that is to blame. So a fail
 * is followed by the sound check once more: what the device did before the first scenario and does no longer is lost.
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

function lossText({ basics, since }: Loss): string {
  return `on a new connection the device sends no ${basics.join(', no ')} any more, and did so before the first scenario (evidence/${SOUND_CHECK}-after-${since})`;
}
