/** What went wrong with a containerised station, by the step that did not work. */
export type ContainerErrorCode =
  | 'no-engine'
  | 'no-such-station'
  | 'build-failed'
  | 'start-failed'
  | 'control-failed'
  | 'stop-failed';

/** `message` says what was expected, what came, and what to do about it. */
export class ContainerError extends Error {
  override readonly name = 'ContainerError';

  constructor(
    readonly code: ContainerErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The sentence of whatever was thrown. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
