import { fromHex, integer, octets as hex } from '../attributes';
import { type Stage } from '../fault';
import { octetFault } from '../octet-fault';

/** Puts foreign octets into the stream at a place that is known beforehand. */
export const insert = octetFault<{ offset: number; octets: string }>({
  type: 'insert',
  summary: 'puts octets into the stream, at the offset counted from where the fault began',
  attributes: {
    offset: integer('octets that pass before; 0 inserts at once'),
    octets: hex('what is inserted, hexadecimal'),
  },
  stage: (settings, flow): Stage => {
    let passed = 0;
    let done = false;
    const put = (): void => {
      if (done) return;
      done = true;
      const extra = fromHex(settings().octets);
      flow.fired(`${extra.length} octets inserted at ${passed}`, extra);
      flow.pass(extra);
      flow.healed('inserted');
    };
    flow.after(0, () => {
      if (settings().offset === 0) put();
    });
    return {
      held: 0,
      take: (octets) => {
        const head = Math.max(0, settings().offset - passed);
        if (done || head > octets.length) {
          passed += octets.length;
          flow.pass(octets);
          return;
        }
        flow.pass(octets.subarray(0, head));
        passed += head;
        put();
        passed += octets.length - head;
        flow.pass(octets.subarray(head));
      },
      end: () => flow.end(),
      release: () => undefined,
    };
  },
});
