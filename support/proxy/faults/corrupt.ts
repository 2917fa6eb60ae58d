import { integer } from '../attributes';
import { type Stage } from '../fault';
import { octetFault } from '../octet-fault';

/** Flips bits of octets at a place in the stream that is known beforehand. */
export const corrupt = octetFault<{ offset: number; count: number; xor: number }>({
  type: 'corrupt',
  summary: 'flips the bits xor in count octets, from the offset counted from where the fault began',
  attributes: {
    offset: integer('octets that pass unchanged before'),
    count: integer('octets that are changed', { initial: 1, minimum: 1 }),
    xor: integer('bits that are flipped in each of them', { initial: 255, minimum: 1, maximum: 255 }),
  },
  stage: (settings, flow): Stage => {
    let passed = 0;
    return {
      held: 0,
      take: (octets) => {
        const { offset, count, xor } = settings();
        const from = Math.max(offset - passed, 0);
        const to = Math.min(offset + count - passed, octets.length);
        const before = passed;
        passed += octets.length;
        if (from >= to) {
          flow.pass(octets);
          return;
        }
        const changed = Uint8Array.from(octets, (octet, at) => (at >= from && at < to ? octet ^ xor : octet));
        flow.fired(`octets ${before + from} to ${before + to - 1} changed`, changed.subarray(from, to));
        if (passed >= offset + count) flow.healed(`all ${count} octets are changed`);
        flow.pass(changed);
      },
      end: () => flow.end(),
      release: () => undefined,
    };
  },
});
