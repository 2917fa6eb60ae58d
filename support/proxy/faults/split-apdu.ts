import { apduFault } from '../apdu-fault';
import { integer } from '../attributes';
import { OctetQueue } from '../octet-queue';

/** Cuts matching APDUs into two segments at a place that is known: inside the two-octet header with 1. */
export const splitApdu = apduFault<{ octets: number; delay: number }>({
  type: 'split_apdu',
  summary: 'passes matching APDUs in two segments, delay milliseconds apart',
  attributes: {
    octets: integer('octets of the first segment', { initial: 1, minimum: 1, maximum: 254 }),
    delay: integer('milliseconds between the segments', { initial: 20, minimum: 1, maximum: 3_600_000 }),
  },
  action: (settings, flow) => {
    const queue = new OctetQueue();
    let gap = false;
    let ended = false;
    const next = (): void => {
      gap = false;
      flow.pass(queue.next());
      if (queue.size > 0) pause();
      else if (ended) flow.end();
    };
    const pause = (): void => {
      gap = true;
      flow.after(settings().delay, next);
    };
    const put = (octets: Uint8Array): void => {
      if (gap) queue.add(octets);
      else flow.pass(octets);
    };
    return {
      get held() {
        return queue.size;
      },
      lasting: true,
      matched: (apdu) => {
        const { octets } = settings();
        put(apdu.subarray(0, octets));
        queue.add(apdu.subarray(octets));
        if (!gap && queue.size > 0) pause();
        return `split after ${Math.min(octets, apdu.length)} of ${apdu.length} octets`;
      },
      others: put,
      end: () => {
        if (gap) ended = true;
        else flow.end();
      },
      release: () => {
        while (queue.size > 0) flow.pass(queue.next());
        if (ended) flow.end();
      },
    };
  },
});
