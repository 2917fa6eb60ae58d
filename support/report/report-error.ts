export type ReportErrorCode = 'output-not-writable' | 'results-invalid' | 'evidence-not-written';

/** A report could not be written. `expected` and `came` say why, `advice` what to do about it. */
export class ReportError extends Error {
  override readonly name = 'ReportError';

  constructor(
    readonly code: ReportErrorCode,
    readonly expected: string,
    readonly came: string,
    readonly advice: string,
    options?: ErrorOptions,
  ) {
    super(`expected ${expected}; ${came}. ${advice}`, options);
  }
}
