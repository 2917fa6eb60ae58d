import { integer } from '../attributes';
import { type Stage } from '../fault';
import { octetFault } from '../octet-fault';

/** Closes the connection after so many octets. */
export const limitData = octetFault<{ bytes: number }>({
  type: 'limit_data',
  summary: 'closes the connection after so many octets',
  attributes: { bytes: integer('octets that pass before the connection is closed') },
  stage: (settings, flow): Stage => {
    let passed = 0;
    const limit = (): void => {
      if (passed < settings().bytes) return;
      flow.fired(`closed after ${passed} octets`);
      flow.close('FIN');
    };
    return {
      held: 0,
      take: (octets) => {
        const rest = Math.max(0, settings().bytes - passed);
        passed += Math.min(rest, octets.length);
        flow.pass(octets.subarray(0, rest));
        limit();
      },
      end: () => flow.end(),
      changed: limit,
      release: () => undefined,
    };
  },
});
