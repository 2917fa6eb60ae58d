import { fault, firedOnce, type Stage } from '../fault';

/** One-way silence: everything in this direction vanishes, FIN and RST too; the opposite direction goes on. */
export const blackhole = fault<Record<never, never>>({
  type: 'blackhole',
  summary: 'drops everything, FIN and RST too, and leaves the connection open; when removed, later octets pass',
  attributes: {},
  stage: (_settings, flow): Stage => {
    const fired = firedOnce(flow);
    let ended = false;
    return {
      held: 0,
      silent: true,
      take: (octets) => fired(`${octets.length} octets dropped, and all after them`),
      end: () => {
        ended = true;
        fired('FIN dropped');
      },
      release: () => {
        if (ended) flow.end();
      },
    };
  },
});
