import { integer } from '../attributes';
import { firedOnce, type Stage } from '../fault';
import { octetFault } from '../octet-fault';
import { OctetQueue } from '../octet-queue';

/** How finely the rate is portioned. */
const PORTION_MS = 20;

/** Limits the rate of one direction. */
export const bandwidth = octetFault<{ rate: number }>({
  type: 'bandwidth',
  summary: 'passes at most rate thousand octets a second',
  attributes: { rate: integer('thousand octets a second, 0 for no limit', { maximum: 10_000_000 }) },
  stage: (settings, flow): Stage => {
    const queue = new OctetQueue();
    const fired = firedOnce(flow);
    let waiting = false;
    let ended = false;
    let freeAt = 0;
    const pass = (): void => {
      waiting = false;
      const { rate } = settings();
      // The schedule of what has passed, not the moment of the timer: a late timer does not lower the rate.
      while (queue.size > 0 && (rate === 0 || freeAt <= flow.now())) {
        const portion = queue.next(rate === 0 ? Infinity : Math.max(1, rate * PORTION_MS));
        if (rate > 0) freeAt = Math.max(freeAt, flow.now() - PORTION_MS) + portion.length / rate;
        flow.pass(portion);
      }
      if (queue.size > 0) {
        waiting = true;
        flow.after(Math.max(1, Math.ceil(freeAt - flow.now())), pass);
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
        if (!waiting) pass();
      },
      end: () => {
        ended = true;
        if (!waiting) pass();
      },
      release: () => {
        while (queue.size > 0) flow.pass(queue.next());
        if (ended) flow.end();
      },
    };
  },
});
