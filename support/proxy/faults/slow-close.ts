import { integer } from '../attributes';
import { type Stage } from '../fault';
import { octetFault } from '../octet-fault';

/** Delays the FIN of one direction. */
export const slowClose = octetFault<{ delay: number }>({
  type: 'slow_close',
  summary: 'passes the end of the stream on after a delay',
  attributes: { delay: integer('delay of the end in milliseconds', { maximum: 3_600_000 }) },
  stage: (settings, flow): Stage => {
    let ended = false;
    return {
      held: 0,
      take: (octets) => flow.pass(octets),
      end: () => {
        ended = true;
        flow.fired(`FIN held for ${settings().delay} ms`);
        flow.after(settings().delay, () => {
          ended = false;
          flow.end();
        });
      },
      release: () => {
        if (ended) flow.end();
      },
    };
  },
});
