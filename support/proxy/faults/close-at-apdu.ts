import { apduFault } from '../apdu-fault';
import { integer, word } from '../attributes';

/** How long octets get to reach the receiver before the reset overtakes them in its buffers. */
const HEAD_START_MS = 20;

/** Ends the connection at a matching APDU: before, in the middle of or behind it. */
export const closeAtApdu = apduFault<{ how: 'RST' | 'FIN'; octets: number }>({
  type: 'close_at_apdu',
  summary: 'passes so many octets of a matching APDU and then ends the connection',
  attributes: {
    how: word('RST or FIN', ['RST', 'FIN']),
    octets: integer('octets of the APDU that pass, 255 for all', { maximum: 255 }),
  },
  action: (settings, flow) => {
    let closing = false;
    return {
      lasting: true,
      matched: (apdu) => {
        const { how, octets } = settings();
        if (closing) return 'dropped, the connection is closing';
        closing = true;
        const head = apdu.subarray(0, octets);
        flow.pass(head);
        if (how === 'RST' && head.length > 0) flow.after(HEAD_START_MS, () => flow.close('RST'));
        else flow.close(how);
        return `${how} after ${head.length} of ${apdu.length} octets`;
      },
      others: (octets) => {
        if (!closing) flow.pass(octets);
      },
    };
  },
});
