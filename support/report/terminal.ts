import type { Verdict } from '../verdict/verdict';

export type Paint = (style: Style, text: string) => string;
export type Style = 'bold' | 'dim' | Verdict;

// Select Graphic Rendition (ECMA-48, 8.3.117). Green to red from best to worst; grey for what was not judged.
const SGR: Readonly<Record<Style, string>> = {
  bold: '1',
  dim: '2',
  pass: '32',
  tolerated: '36',
  observed: '36',
  'not applicable': '90',
  'not executed': '90',
  inconclusive: '33',
  error: '35',
  fail: '1;31',
};

export const PLAIN: Paint = (_style, text) => text;
export const COLOURED: Paint = (style, text) => (text === '' ? '' : `\u001b[${SGR[style]}m${text}\u001b[0m`);

/** Colour for people at a terminal who did not refuse it (no-color.org). */
export function wantsColour(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}

const NARROWEST = 80;
const WIDEST = 120;
const UNKNOWN = 100;

/** Columns to write into: those of the terminal, within 80 to 120; 100 where there is none. */
export function columnsOf(stream: { readonly columns?: number }): number {
  const columns = stream.columns ?? 0;
  return columns <= 0 ? UNKNOWN : Math.min(WIDEST, Math.max(NARROWEST, columns));
}
