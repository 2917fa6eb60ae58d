import { apduFault } from '../apdu-fault';
import { integer } from '../attributes';

interface Waiting {
  readonly octets: Uint8Array;
  readonly due: number;
}

/** Holds matching APDUs; what comes behind waits too, the order is kept. */
export const delayApdu = apduFault<{ delay: number }>({
  type: 'delay_apdu',
  summary: 'holds matching APDUs for delay milliseconds (0: until removed), and what comes behind with them',
  attributes: { delay: integer('milliseconds, 0 for until the fault is removed', { maximum: 86_400_000 }) },
  action: (settings, flow) => {
    const queue: Waiting[] = [];
    let held = 0;
    let ended = false;
    let cancel: (() => void) | undefined;
    const add = (octets: Uint8Array, due: number): void => {
      queue.push({ octets, due });
      held += octets.length;
    };
    const pass = (): void => {
      cancel = undefined;
      while (queue[0] !== undefined && queue[0].due <= flow.now()) {
        const { octets } = queue[0];
        queue.shift();
        held -= octets.length;
        flow.pass(octets);
      }
      const next = queue[0];
      if (next !== undefined) {
        if (next.due !== Infinity) cancel = flow.after(Math.max(0, Math.ceil(next.due - flow.now())), pass);
      } else if (ended) {
        ended = false;
        flow.end();
      }
    };
    return {
      get held() {
        return held;
      },
      lasting: true,
      matched: (apdu) => {
        const { delay } = settings();
        add(apdu, delay === 0 ? Infinity : flow.now() + delay);
        if (cancel === undefined) pass();
        return delay === 0 ? 'held until the fault is removed' : `held for ${delay} ms`;
      },
      others: (octets) => {
        if (queue.length === 0) flow.pass(octets);
        else add(octets, 0);
      },
      end: () => {
        ended = true;
        if (queue.length === 0) pass();
      },
      release: () => {
        for (const { octets } of queue.splice(0)) flow.pass(octets);
        held = 0;
        if (ended) flow.end();
      },
    };
  },
});
