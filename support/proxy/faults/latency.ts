import { integer } from '../attributes';
import { firedOnce, type Stage } from '../fault';
import { octetFault } from '../octet-fault';

interface Waiting {
  readonly octets: Uint8Array;
  readonly due: number;
}

/** Delays everything by a time that varies. Order is kept: nothing overtakes. */
export const latency = octetFault<{ latency: number; jitter: number }>({
  type: 'latency',
  summary: 'delays everything by latency +/- jitter milliseconds',
  attributes: {
    latency: integer('delay in milliseconds', { maximum: 3_600_000 }),
    jitter: integer('largest deviation from the delay in milliseconds', { maximum: 3_600_000 }),
  },
  stage: (settings, flow): Stage => {
    const queue: Waiting[] = [];
    const fired = firedOnce(flow);
    let held = 0;
    let ending: number | undefined;
    let lastDue = 0;
    let waiting = false;
    const dueNow = (): number => {
      const { latency: base, jitter } = settings();
      lastDue = Math.max(lastDue, flow.now() + Math.max(0, base + jitter * (2 * flow.random() - 1)));
      return lastDue;
    };
    const next = (): void => {
      const due = queue[0]?.due ?? ending;
      if (due === undefined || waiting) return;
      waiting = true;
      // Rounded up: a timer that came early would pass octets before their time.
      flow.after(Math.max(0, Math.ceil(due - flow.now())), pass);
    };
    const pass = (): void => {
      waiting = false;
      const now = flow.now();
      while (queue[0] !== undefined && queue[0].due <= now) {
        const { octets } = queue[0];
        queue.shift();
        held -= octets.length;
        flow.pass(octets);
      }
      if (queue.length === 0 && ending !== undefined && ending <= now) {
        ending = undefined;
        flow.end();
      } else next();
    };
    return {
      get held() {
        return held;
      },
      take: (octets) => {
        fired(`${octets.length} octets and all after them`);
        queue.push({ octets, due: dueNow() });
        held += octets.length;
        next();
      },
      end: () => {
        ending = dueNow();
        next();
      },
      release: () => {
        for (const { octets } of queue.splice(0)) flow.pass(octets);
        held = 0;
        if (ending !== undefined) flow.end();
      },
    };
  },
});
