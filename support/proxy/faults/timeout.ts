import { integer } from '../attributes';
import { firedOnce, type Stage } from '../fault';
import { octetFault } from '../octet-fault';

/** Drops everything and closes the connection after a while; with 0 only when the fault is removed. */
export const timeout = octetFault<{ timeout: number }>({
  type: 'timeout',
  summary: 'drops everything, then closes the connection after timeout milliseconds (0: when removed)',
  attributes: { timeout: integer('milliseconds until the connection is closed, 0 for not before removal', { maximum: 3_600_000 }) },
  stage: (settings, flow): Stage => {
    const fired = firedOnce(flow);
    let cancel: (() => void) | undefined;
    const begin = (): void => {
      cancel?.();
      const { timeout: ms } = settings();
      if (ms > 0) {
        cancel = flow.after(ms, () => {
          fired('closed');
          flow.close('FIN');
        });
      }
    };
    begin();
    return {
      held: 0,
      silent: true,
      take: (octets) => fired(`${octets.length} octets dropped, and all after them`),
      end: () => fired('FIN dropped'),
      changed: begin,
      // What was dropped is missing in the stream: going on would show the receiver a stream that nobody sent.
      release: () => flow.close('FIN'),
    };
  },
});
