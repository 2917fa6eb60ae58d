import type { WireRecord } from '../record/record';
import type { FaultAccount } from '../verdict/results';

/** Which faults a record shows armed, fired and healed (law 6). */
export function faultsOf(record: WireRecord): FaultAccount[] {
  const accounts = new Map<string, { armed: boolean; fired: boolean; healed: boolean; detail?: string }>();
  for (const event of record.events) {
    if (event.kind !== 'fault') continue;
    const account = accounts.get(event.fault) ?? { armed: false, fired: false, healed: false };
    account[event.phase] = true;
    if (event.detail !== undefined) account.detail = event.detail;
    accounts.set(event.fault, account);
  }
  return [...accounts].map(([name, account]) => ({ name, ...account }));
}
