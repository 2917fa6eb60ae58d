import { apduFault } from '../apdu-fault';

/** Swallows APDUs: lost acknowledgements, lost confirmations, a missing I format. */
export const dropApdu = apduFault<Record<never, never>>({
  type: 'drop_apdu',
  summary: 'swallows matching APDUs',
  attributes: {},
  action: () => ({ matched: () => 'dropped' }),
});
