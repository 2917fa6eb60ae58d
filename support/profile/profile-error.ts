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

/** Thrown for a text that is no profile: it holds all problems at once, in the order of the text. */
export class ProfileError extends Error {
  readonly code = 'profile-invalid';

  constructor(
    readonly source: string,
    readonly problems: readonly ProfileProblem[],
  ) {
    super(problems.map((p) => `${source}:${p.line}:${p.column}: ${p.path}: ${p.message}. ${p.advice}`).join('\n'));
    this.name = 'ProfileError';
  }
}
