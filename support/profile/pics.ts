import type { Profile } from './profile';

export interface PicsAnswer {
  readonly answer: 'yes' | 'no' | 'unstated';
  /** What the profile says, for the reason of a verdict: `functions.stationInterrogation.global: false`. */
  readonly line: string;
}

/**
 * What the profile answers to "does the device have this?". The path names a box of 104:9, or an entry of one of its
 * lists by its value: `functions.read`, `functions.stationInterrogation.groups.3`, `application.types.45`.
 *
 * - A stated list, and a stated `application.types`, is the whole list: what it lacks is `no` (blank in 104:9).
 * - `used: false` on the way answers for everything below it.
 * - A section answers `yes` if it states anything that is, `no` if all that it states is not.
 * - What is not stated stays `unstated`: nobody guesses a function to be missing.
 */
export function pics(profile: Profile | undefined, path: string): PicsAnswer {
  const unstated: PicsAnswer = { answer: 'unstated', line: `${path}: not stated` };
  let value: unknown = profile;
  const walked: string[] = [];
  for (const name of path.split('.')) {
    if (Array.isArray(value)) {
      const listed = value.some((entry) => String(entry) === name);
      return { answer: listed ? 'yes' : 'no', line: lineOf(walked, value) };
    }
    if (!isSection(value)) return unstated;
    if (value['used'] === false) return { answer: 'no', line: lineOf([...walked, 'used'], false) };
    if (!Object.hasOwn(value, name)) {
      return walked.join('.') === 'application.types' ? { answer: 'no', line: lineOf(walked, value) } : unstated;
    }
    value = value[name];
    walked.push(name);
  }
  if (isSection(value) && value['used'] === false) return { answer: 'no', line: lineOf([...walked, 'used'], false) };
  const answer = answerOf(value);
  return answer === 'unstated' ? unstated : { answer, line: lineOf(walked, value) };
}

function answerOf(value: unknown): PicsAnswer['answer'] {
  if (value === undefined || value === null) return 'unstated';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length > 0 ? 'yes' : 'no';
  if (!isSection(value)) return 'yes';
  const answers = Object.values(value).map(answerOf);
  if (answers.includes('yes')) return 'yes';
  return answers.includes('no') ? 'no' : 'unstated';
}

function lineOf(path: readonly string[], value: unknown): string {
  return `${path.join('.')}: ${shown(value)}`;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (!isSection(value)) return String(value);
  const names = Object.keys(value);
  // Types stand by their numbers; which ones there are is what matters.
  if (names.every((name) => /^\d+$/.test(name))) return `{${names.join(', ')}}`;
  return `{${names.map((name) => `${name}: ${shown(value[name])}`).join(', ')}}`;
}

function isSection(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
