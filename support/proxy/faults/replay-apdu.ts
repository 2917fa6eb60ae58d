import { apduFault } from '../apdu-fault';
import { integer } from '../attributes';

/** Passes matching APDUs and once more, unchanged, after a while: what a recorder on the way would play back. */
export const replayApdu = apduFault<{ delay: number }>({
  type: 'replay_apdu',
  summary: 'passes matching APDUs, and the same octets again delay milliseconds later, among whatever passes then',
  attributes: { delay: integer('milliseconds until it comes again', { initial: 1000, minimum: 1, maximum: 86_400_000 }) },
  action: (settings, flow) => ({
    lasting: true,
    matched: (apdu) => {
      const { delay } = settings();
      flow.pass(apdu);
      flow.after(delay, () => flow.pass(apdu));
      return `passed, and again after ${delay} ms`;
    },
  }),
});
