import { apduFault } from '../apdu-fault';
import { fromHex, octets as hex, word } from '../attributes';

const PLACES = ['before', 'after', 'instead', 'answer', 'answer instead'] as const;

/** Sends octets of its own when a matching APDU passes: on with it, or back to its sender. */
export const injectOctets = apduFault<{ octets: string; place: (typeof PLACES)[number] }>({
  type: 'inject_octets',
  summary: 'at a matching APDU, sends octets before, after or instead of it, or back to its sender',
  attributes: {
    octets: hex('what is sent, hexadecimal'),
    place: word('before, after, instead; answer (the APDU passes), answer instead', PLACES),
  },
  action: (settings, flow) => ({
    matched: (apdu) => {
      const { octets, place } = settings();
      const own = fromHex(octets);
      if (place === 'before') flow.pass(own);
      if (place === 'answer' || place === 'answer instead') flow.answer(own);
      if (place !== 'instead' && place !== 'answer instead') flow.pass(apdu);
      if (place === 'after' || place === 'instead') flow.pass(own);
      return `${own.length} octets sent (${place})`;
    },
  }),
});
