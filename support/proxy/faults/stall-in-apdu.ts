import { apduFault } from '../apdu-fault';
import { integer } from '../attributes';
import { OctetQueue } from '../octet-queue';

/** Stops in the middle of a matching APDU; the rest and all behind it wait. */
export const stallInApdu = apduFault<{ octets: number; delay: number }>({
  type: 'stall_in_apdu',
  summary: 'passes so many octets of a matching APDU, then nothing for delay milliseconds (0: until removed)',
  attributes: {
    octets: integer('octets of the APDU that pass at once', { initial: 1, maximum: 254 }),
    delay: integer('milliseconds until the rest passes, 0 for until the fault is removed', { maximum: 86_400_000 }),
  },
  action: (settings, flow) => {
    const queue = new OctetQueue();
    let stalled = false;
    let ended = false;
    const goOn = (): void => {
      stalled = false;
      flow.pass(queue.all());
      if (ended) flow.end();
      ended = false;
    };
    return {
      get held() {
        return queue.size;
      },
      lasting: true,
      matched: (apdu) => {
        if (stalled) {
          queue.add(apdu);
          return 'waits behind the stalled one';
        }
        const { octets, delay } = settings();
        stalled = true;
        flow.pass(apdu.subarray(0, octets));
        queue.add(apdu.subarray(octets));
        if (delay > 0) flow.after(delay, goOn);
        return `stalled after ${Math.min(octets, apdu.length)} of ${apdu.length} octets`;
      },
      others: (octets) => {
        if (stalled) queue.add(octets);
        else flow.pass(octets);
      },
      end: () => {
        if (stalled) ended = true;
        else flow.end();
      },
      release: goOn,
    };
  },
});
