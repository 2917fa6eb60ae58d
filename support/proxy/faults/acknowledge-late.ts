import { encodeS } from '../../protocol/apci';
import { beyond, hasReceiveNumber, isS, knownAtBegin, receiveNumberOf, withReceiveNumber } from '../acknowledgement';
import { apduFault } from '../apdu-fault';
import { integer } from '../attributes';

/** Delays acknowledgements and nothing else: S formats wait, I formats pass at once with an N(R) that is already known. */
export const acknowledgeLate = apduFault<{ delay: number }>({
  type: 'acknowledge_late',
  summary: 'passes N(R) of S and I formats on delay milliseconds later, as S formats; user data and U formats are not delayed',
  attributes: { delay: integer('milliseconds', { initial: 1000, minimum: 1, maximum: 86_400_000 }) },
  concerns: hasReceiveNumber,
  action: (settings, flow) => {
    let known = knownAtBegin(flow);
    const late: number[] = [];
    const acknowledge = (nr: number | undefined): void => {
      if (nr === undefined || known === undefined || beyond(known, nr) === 0) return;
      known = nr;
      flow.pass(encodeS(nr));
    };
    return {
      lasting: true,
      matched: (apdu) => {
        const nr = receiveNumberOf(apdu);
        if (known === undefined) {
          known = nr;
          flow.pass(apdu);
          return 'passed as it was: what was acknowledged before is not known';
        }
        if (!isS(apdu)) flow.pass(withReceiveNumber(apdu, known));
        if (beyond(known, nr) === 0) return 'acknowledges nothing new';
        const { delay } = settings();
        late.push(nr);
        flow.after(delay, () => acknowledge(late.shift()));
        return `acknowledgement held for ${delay} ms`;
      },
      release: () => {
        acknowledge(late.at(-1));
        late.length = 0;
      },
    };
  },
});
