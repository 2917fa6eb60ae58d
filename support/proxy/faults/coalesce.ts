import { integer } from '../attributes';
import { firedOnce, type Stage } from '../fault';
import { octetFault } from '../octet-fault';
import { OctetQueue } from '../octet-queue';

/** Collects several segments into one. */
export const coalesce = octetFault<{ bytes: number; delay: number }>({
  type: 'coalesce',
  summary: 'collects until there are bytes octets or delay milliseconds have passed, then passes all as one segment',
  attributes: {
    bytes: integer('octets at which it passes on', { initial: 1400, minimum: 1, maximum: 65_536 }),
    delay: integer('milliseconds after the first octet at which it passes on', { initial: 100, maximum: 3_600_000 }),
  },
  stage: (settings, flow): Stage => {
    const queue = new OctetQueue();
    const fired = firedOnce(flow);
    let segments = 0;
    let cancel: (() => void) | undefined;
    const pass = (): void => {
      cancel?.();
      cancel = undefined;
      if (segments > 0) fired(`${segments === 1 ? 'one segment stayed' : `${segments} segments became`} one of ${queue.size} octets`);
      segments = 0;
      flow.pass(queue.all());
    };
    return {
      get held() {
        return queue.size;
      },
      take: (octets) => {
        queue.add(octets);
        segments += 1;
        if (queue.size >= settings().bytes) pass();
        else cancel ??= flow.after(settings().delay, pass);
      },
      end: () => {
        pass();
        flow.end();
      },
      release: pass,
    };
  },
});
