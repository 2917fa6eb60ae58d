/** Causes of transmission (101:7.2.3), 0 to 63. */
const NAMES: Readonly<Record<number, string>> = {
  1: 'cyclic',
  2: 'background',
  3: 'spontaneous',
  4: 'initialised',
  5: 'request',
  6: 'activation',
  7: 'activation confirmation',
  8: 'deactivation',
  9: 'deactivation confirmation',
  10: 'activation termination',
  11: 'return information, remote',
  12: 'return information, local',
  13: 'file transfer',
  14: 'authentication',
  15: 'maintenance of session key',
  16: 'maintenance of user role and update key',
  20: 'general interrogation',
  37: 'general counter interrogation',
  44: 'unknown type identification',
  45: 'unknown cause of transmission',
  46: 'unknown common address',
  47: 'unknown information object address',
};

export const CAUSE = {
  cyclic: 1,
  background: 2,
  spontaneous: 3,
  initialised: 4,
  request: 5,
  activation: 6,
  activationConfirmation: 7,
  deactivation: 8,
  deactivationConfirmation: 9,
  activationTermination: 10,
  returnRemote: 11,
  fileTransfer: 13,
  interrogated: 20,
  unknownType: 44,
  unknownCause: 45,
  unknownCommonAddress: 46,
  unknownObjectAddress: 47,
} as const;

/** The name of a cause; `reserved` and `private` for those without one. */
export function causeName(cause: number): string {
  if (cause >= 21 && cause <= 36) return `interrogation of group ${cause - 20}`;
  if (cause >= 38 && cause <= 41) return `counter interrogation of group ${cause - 37}`;
  return NAMES[cause] ?? (cause >= 48 ? 'private' : 'reserved');
}

export type CauseStatus = 'defined' | 'authentication' | 'private' | 'reserved';

/** Where a cause stands (101:7.2.3): 14 to 16 belong to IEC TS 60870-5-7 alone, 48 to 63 are private, 0 is not used. */
export function causeStatus(cause: number): CauseStatus {
  if (cause >= 14 && cause <= 16) return 'authentication';
  const name = causeName(cause);
  return name === 'private' || name === 'reserved' ? name : 'defined';
}
