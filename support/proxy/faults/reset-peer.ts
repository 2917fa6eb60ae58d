import { integer } from '../attributes';
import { type Stage } from '../fault';
import { octetFault } from '../octet-fault';

/** RST to both sides, on live connections too. */
export const resetPeer = octetFault<{ timeout: number }>({
  type: 'reset_peer',
  summary: 'resets the connection (RST) after timeout milliseconds, 0 for at once',
  attributes: { timeout: integer('milliseconds until the reset', { maximum: 3_600_000 }) },
  stage: (settings, flow): Stage => {
    let cancel: (() => void) | undefined;
    const begin = (): void => {
      cancel?.();
      cancel = flow.after(settings().timeout, () => {
        flow.fired('RST to both sides');
        flow.close('RST');
      });
    };
    begin();
    return { held: 0, take: (octets) => flow.pass(octets), end: () => flow.end(), changed: begin, release: () => undefined };
  },
});
