import type { Measurement } from '../verdict/verdict';

/** Three decimals below 1, two below 100, one above: finer than any bound needs; no exponent. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  const scale = size < 1 ? 1000 : size < 100 ? 100 : 10;
  return String(Math.round(value * scale) / scale);
}

/** `12.3 ms, at most 15000 ms, margin 14987.7 ms`: value, bounds and margin, whatever the verdict (law 5). */
export function measurementText(measurement: Measurement): string {
  const { value, unit, lower, upper, margin, uncertainty } = measurement;
  const withUnit = (number: number): string => (unit === '' ? numberText(number) : `${numberText(number)} ${unit}`);
  const parts = [withUnit(value)];
  if (lower !== undefined && upper !== undefined) parts.push(`between ${numberText(lower)} and ${withUnit(upper)}`);
  else if (upper !== undefined) parts.push(`at most ${withUnit(upper)}`);
  else if (lower !== undefined) parts.push(`at least ${withUnit(lower)}`);
  if (margin !== undefined) parts.push(`margin ${withUnit(margin)}`);
  if (uncertainty !== undefined) parts.push(`uncertainty ${withUnit(uncertainty)}`);
  return parts.join(', ');
}
