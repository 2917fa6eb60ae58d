import type { InformationElement } from '../../protocol/elements';

/**
 * What every stack of the codec bench adds up over the values that it decoded, modulo 2^32: equal sums mean that all of
 * them did the same work and understood the same. Per object: address + 31 x value + 7 x quality + 3 x time.
 */

export function digestOf(address: number, element: InformationElement): number {
  const time = element.time === undefined ? 0 : element.time.minute * 60_000 + element.time.milliseconds;
  return (address + Math.imul(31, valueOf(element)) + 7 * qualityOf(element) + 3 * time) | 0;
}

function valueOf(element: InformationElement): number {
  switch (element.kind) {
    case 'single point': return element.on ? 1 : 0;
    case 'double point': return POINTS[element.state];
    case 'step position': return element.position + (element.transient ? 256 : 0);
    case 'bitstring': return element.bits;
    case 'measured value':
    case 'set-point':
      return element.value.representation === 'float' ? element.value.raw : (element.value.raw << 16) >> 16;
    case 'integrated total': return element.count;
    case 'packed points': return element.states + element.changes * 65_536;
    case 'protection event': return POINTS[element.state] + 4 * element.elapsed;
    case 'protection start': {
      const { general, phase1, phase2, phase3, earthCurrent, reverse } = element.start;
      return bits(general, phase1, phase2, phase3, earthCurrent, reverse) + 256 * element.duration;
    }
    case 'protection circuits': {
      const { general, phase1, phase2, phase3 } = element.output;
      return bits(general, phase1, phase2, phase3) + 256 * element.operating;
    }
    case 'single command': return element.on ? 1 : 0;
    case 'double command': return element.state;
    case 'step command': return element.step;
    case 'end of initialisation': return element.cause;
    case 'interrogation': return element.qualifier;
    case 'counter interrogation': return element.request + 64 * element.freeze;
    default: return 0;
  }
}

function qualityOf(element: InformationElement): number {
  switch (element.kind) {
    case 'single command':
    case 'double command':
    case 'step command':
    case 'set-point':
      return element.qualifier + (element.select ? 128 : 0);
    case 'integrated total':
      return element.sequenceNumber;
  }
  if (!('quality' in element) || element.quality === undefined) return 0;
  const quality = element.quality;
  return (
    (quality.invalid ? 128 : 0) + (quality.notTopical ? 64 : 0) + (quality.substituted ? 32 : 0) + (quality.blocked ? 16 : 0) +
    ('elapsedTimeInvalid' in quality && quality.elapsedTimeInvalid ? 8 : 0) + ('overflow' in quality && quality.overflow ? 1 : 0)
  );
}

const POINTS = { intermediate: 0, off: 1, on: 2, indeterminate: 3 } as const;

function bits(...flags: readonly boolean[]): number {
  return flags.reduce((sum, on, i) => sum + (on ? 1 << i : 0), 0);
}
