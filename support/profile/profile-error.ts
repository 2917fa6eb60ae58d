/** One thing wrong with a profile, with its place in the text. Line and column count from 1. */
export interface ProfileProblem {
  readonly line: number;
  readonly column: number;
  /** As in `apci.t1` or `objects[3].ca`; `profile` for the whole. */
  readonly path: string;
  /** What was expected and what came. */
  readonly message: string;
  /** What to do about it. */
  readonly advice: string;
}

/** As people and editors read it: `rtu.yaml:3:7: apci.t2: must be below t1 ... . Take both from ...` */
export function problemLine(source: string, { line, column, path, message, advice }: ProfileProblem): string {
  return `${source}:${line}:${column}: ${path}: ${message}. ${advice}`;
}

/** Thrown for a text that is no profile: it holds all problems at once, in the order of the text. */
export class ProfileError extends Error {
  readonly code = 'profile-invalid';

  constructor(
    readonly source: string,
    readonly problems: readonly ProfileProblem[],
  ) {
    super(problems.map((problem) => problemLine(source, problem)).join('\n'));
    this.name = 'ProfileError';
  }
}
