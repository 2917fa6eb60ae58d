import { apduFault } from '../apdu-fault';
import { integer } from '../attributes';

/** Passes matching APDUs more than once. */
export const duplicateApdu = apduFault<{ copies: number }>({
  type: 'duplicate_apdu',
  summary: 'passes matching APDUs and then so many copies',
  attributes: { copies: integer('further copies', { initial: 1, minimum: 1, maximum: 1000 }) },
  action: (settings, flow) => ({
    matched: (apdu) => {
      const { copies } = settings();
      for (let sent = 0; sent <= copies; sent++) flow.pass(apdu);
      return `passed ${copies + 1} times`;
    },
  }),
});
