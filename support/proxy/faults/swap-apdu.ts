import { apduFault } from '../apdu-fault';
import { integer } from '../attributes';

/** Lets the APDUs that follow overtake a matching one. */
export const swapApdu = apduFault<{ places: number }>({
  type: 'swap_apdu',
  summary: 'passes a matching APDU behind the next one, or behind so many',
  attributes: { places: integer('APDUs that overtake it', { initial: 1, minimum: 1, maximum: 1000 }) },
  action: (settings, flow) => {
    let kept: Uint8Array | undefined;
    let overtaken = 0;
    const letGo = (): void => {
      if (kept === undefined) return;
      const late = kept;
      kept = undefined;
      overtaken = 0;
      flow.pass(late);
    };
    const overtake = (octets: Uint8Array): void => {
      flow.pass(octets);
      overtaken += 1;
      if (overtaken >= settings().places) letGo();
    };
    return {
      get held() {
        return kept?.length ?? 0;
      },
      lasting: true,
      matched: (apdu) => {
        if (kept === undefined) {
          kept = apdu;
          return `held until ${settings().places} have passed`;
        }
        overtake(apdu);
        return 'passed before the one that came earlier';
      },
      others: (octets) => {
        // Whole APDUs come: the kept one goes behind the last of those that may overtake it.
        let from = 0;
        while (kept !== undefined && from < octets.length) {
          const end = from + 2 + (octets[from + 1] ?? 0);
          overtake(octets.subarray(from, end));
          from = end;
        }
        if (from < octets.length) flow.pass(octets.subarray(from));
      },
      end: () => {
        letGo();
        flow.end();
      },
      release: letGo,
    };
  },
});
