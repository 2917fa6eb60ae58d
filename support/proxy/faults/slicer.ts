import { integer } from '../attributes';
import { firedOnce, type Stage } from '../fault';
import { octetFault } from '../octet-fault';
import { OctetQueue } from '../octet-queue';

/** Cuts the stream into small segments, with a pause between them. With variation 0 and size 1 it dribbles. */
export const slicer = octetFault<{ average_size: number; size_variation: number; delay: number }>({
  type: 'slicer',
  summary: 'cuts the stream into segments of average_size +/- size_variation octets, delay microseconds apart',
  attributes: {
    average_size: integer('octets of a segment', { initial: 1, minimum: 1 }),
    size_variation: integer('largest deviation from the size in octets'),
    delay: integer('microseconds between two segments', { maximum: 3_600_000_000 }),
  },
  stage: (settings, flow): Stage => {
    const queue = new OctetQueue();
    const fired = firedOnce(flow);
    let waiting = false;
    let ended = false;
    let due = 0;
    const size = (): number => {
      const { average_size: average, size_variation: variation } = settings();
      return Math.max(1, Math.round(average + variation * (2 * flow.random() - 1)));
    };
    const pass = (): void => {
      waiting = false;
      while (queue.size > 0 && due <= flow.now()) {
        due = Math.max(due, flow.now()) + settings().delay / 1000;
        flow.pass(queue.next(size()));
      }
      if (queue.size > 0) {
        waiting = true;
        flow.after(Math.max(0, Math.ceil(due - flow.now())), pass);
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
