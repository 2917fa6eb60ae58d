import { integer } from '../attributes';
import { firedOnce, type Stage } from '../fault';
import { octetFault } from '../octet-fault';
import { OctetQueue } from '../octet-queue';

/** A slow modem: one octet a segment, so many milliseconds apart. */
export const dribble = octetFault<{ interval: number }>({
  type: 'dribble',
  summary: 'passes one octet a segment, interval milliseconds apart',
  attributes: { interval: integer('milliseconds between two octets', { initial: 10, minimum: 1, maximum: 3_600_000 }) },
  stage: (settings, flow): Stage => {
    const queue = new OctetQueue();
    const fired = firedOnce(flow);
    let waiting = false;
    let ended = false;
    const pass = (): void => {
      waiting = false;
      flow.pass(queue.next(1));
      next();
    };
    const next = (): void => {
      if (waiting) return;
      if (queue.size > 0) {
        waiting = true;
        flow.after(settings().interval, pass);
      } else if (ended) {
        ended = false;
        flow.end();
      }
    };
    return {
      get held() {
        return queue.size;
      },
      take: (octets) => {
        fired(`${octets.length} octets and all after them`);
        queue.add(octets);
        next();
      },
      end: () => {
        ended = true;
        next();
      },
      release: () => {
        while (queue.size > 0) flow.pass(queue.next());
        if (ended) flow.end();
      },
    };
  },
});
