import { integer } from '../attributes';
import { type Stage } from '../fault';
import { octetFault } from '../octet-fault';

/** FIN in one direction after so many octets; the opposite direction stays open. */
export const halfClose = octetFault<{ bytes: number }>({
  type: 'half_close',
  summary: 'ends this direction (FIN) after so many octets; the opposite one goes on',
  attributes: { bytes: integer('octets that pass before the FIN, 0 for at once') },
  stage: (settings, flow): Stage => {
    let passed = 0;
    let closed = false;
    const limit = (): void => {
      if (closed || passed < settings().bytes) return;
      closed = true;
      flow.fired(`FIN after ${passed} octets`);
      flow.end();
    };
    flow.after(0, limit);
    return {
      held: 0,
      take: (octets) => {
        if (closed) return;
        const rest = Math.max(0, settings().bytes - passed);
        passed += Math.min(rest, octets.length);
        flow.pass(octets.subarray(0, rest));
        limit();
      },
      end: () => {
        if (!closed) flow.end();
      },
      changed: limit,
      release: () => undefined,
    };
  },
});
