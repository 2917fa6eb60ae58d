import { word } from '../attributes';
import { firedOnce, type Stage } from '../fault';
import { octetFault } from '../octet-fault';

const WAYS = ['this', 'both'] as const;

/** Silence: everything in this direction vanishes, FIN and RST too; the opposite direction goes on, or vanishes as well. */
export const blackhole = octetFault<{ ways: (typeof WAYS)[number] }>({
  type: 'blackhole',
  summary: 'drops everything, FIN and RST too, and leaves the connection open; when removed, later octets pass',
  attributes: { ways: word('this direction, or both', WAYS) },
  stage: (settings, flow): Stage => {
    const fired = firedOnce(flow);
    const both = settings().ways === 'both';
    let ended = false;
    if (both) flow.silenceOpposite(true, (octets) => fired(`${octets} octets of the opposite direction dropped, and all after them`));
    return {
      held: 0,
      silent: true,
      take: (octets) => fired(`${octets.length} octets dropped, and all after them`),
      end: () => {
        ended = true;
        fired('FIN dropped');
      },
      release: () => {
        if (both) flow.silenceOpposite(false);
        if (ended) flow.end();
      },
    };
  },
});
