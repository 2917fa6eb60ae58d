import { firedOnce, type Stage } from '../fault';
import { octetFault } from '../octet-fault';
import { OctetQueue } from '../octet-queue';

/** A reader that stops reading: the sender meets a closed window as soon as the buffers between are full. */
export const stall = octetFault<Record<never, never>>({
  type: 'stall',
  summary: 'stops reading: the window of the sender fills; when removed, everything goes on',
  attributes: {},
  stage: (_settings, flow): Stage => {
    const queue = new OctetQueue();
    const fired = firedOnce(flow);
    let ended = false;
    flow.after(0, () => fired('no longer reads'));
    return {
      held: Infinity,
      take: (octets) => queue.add(octets),
      end: () => {
        ended = true;
      },
      release: () => {
        while (queue.size > 0) flow.pass(queue.next());
        if (ended) flow.end();
      },
    };
  },
});
