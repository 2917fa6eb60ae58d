import { apduFault } from '../apdu-fault';
import { word } from '../attributes';

const WAYS = ['this', 'both'] as const;

/** From a matching APDU on nothing passes any more, FIN and RST neither: the cable is cut, in one direction or in both. */
export const cutAtApdu = apduFault<{ ways: (typeof WAYS)[number] }>({
  type: 'cut_at_apdu',
  summary: 'drops a matching APDU and everything after it, in this direction or in both, until removed',
  attributes: { ways: word('this direction, or both', WAYS) },
  action: (settings, flow) => {
    let cut = false;
    let ended = false;
    return {
      lasting: true,
      get silent() {
        return cut;
      },
      matched: () => {
        if (cut) return 'dropped';
        cut = true;
        if (settings().ways === 'both') flow.silenceOpposite(true);
        return 'dropped, and everything after it';
      },
      others: (octets) => {
        if (!cut) flow.pass(octets);
      },
      end: () => {
        ended = true;
        if (!cut) flow.end();
      },
      release: () => {
        if (!cut) return;
        cut = false;
        flow.silenceOpposite(false);
        if (ended) flow.end();
      },
    };
  },
});
