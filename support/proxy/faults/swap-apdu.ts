import { apduFault } from '../apdu-fault';

/** Lets the next APDU overtake a matching one. */
export const swapApdu = apduFault<Record<never, never>>({
  type: 'swap_apdu',
  summary: 'passes a matching APDU behind the one that follows it',
  attributes: {},
  action: (_settings, flow) => {
    let kept: Uint8Array | undefined;
    const letGo = (): void => {
      if (kept === undefined) return;
      const late = kept;
      kept = undefined;
      flow.pass(late);
    };
    return {
      get held() {
        return kept?.length ?? 0;
      },
      lasting: true,
      matched: (apdu) => {
        if (kept === undefined) {
          kept = apdu;
          return 'held until the next one has passed';
        }
        flow.pass(apdu);
        letGo();
        return 'passed before the one that came earlier';
      },
      others: (octets) => {
        if (kept === undefined) {
          flow.pass(octets);
          return;
        }
        // Whole APDUs came: the kept one goes behind the first of them.
        const first = 2 + (octets[1] ?? 0);
        flow.pass(octets.subarray(0, first));
        letGo();
        flow.pass(octets.subarray(first));
      },
      end: () => {
        letGo();
        flow.end();
      },
      release: letGo,
    };
  },
});
