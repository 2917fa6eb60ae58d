import { MODULUS } from '../../protocol/apci';
import { beyond, hasReceiveNumber, knownAtBegin, receiveNumberOf, withReceiveNumber } from '../acknowledgement';
import { apduFault } from '../apdu-fault';
import { integer } from '../attributes';

/** Acknowledges fewer I formats than the sender did, and never takes back what has been acknowledged. */
export const acknowledgeLess = apduFault<{ less: number }>({
  type: 'acknowledge_less',
  summary: 'takes less off N(R) of S and I formats; N(R) never goes back. Armed on a live connection, it begins at the second one',
  attributes: { less: integer('I formats that stay unacknowledged', { initial: 1, minimum: 1, maximum: MODULUS - 1 }) },
  concerns: hasReceiveNumber,
  action: (settings, flow) => {
    let known = knownAtBegin(flow);
    return {
      matched: (apdu) => {
        const nr = receiveNumberOf(apdu);
        known = known === undefined ? nr : (known + Math.max(0, beyond(known, nr) - settings().less)) % MODULUS;
        flow.pass(withReceiveNumber(apdu, known));
        return known === nr ? 'passed as it was' : `acknowledges up to N(R)=${known} only`;
      },
    };
  },
});
