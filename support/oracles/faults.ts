import type { WireRecord } from '../record/record';
import type { FaultAccount } from '../verdict/results';

/** Which faults a record shows armed, fired and healed (law 6): on what each fired first, when, and how often. */
export function faultsOf(record: WireRecord): FaultAccount[] {
  const accounts = new Map<string, FaultAccount>();
  for (const event of record.events) {
    if (event.kind !== 'fault') continue;
    const before = accounts.get(event.fault) ?? { name: event.fault, armed: false, fired: false, healed: false };
    const account = { ...before, [event.phase]: true };
    if (event.phase === 'fired') {
      const first = before.fired ? {} : { frame: event.index, atMs: Math.round(event.time * 10) / 10, ...(event.detail === undefined ? {} : { detail: event.detail }) };
      accounts.set(event.fault, { ...account, ...first, times: (before.times ?? 0) + 1 });
    } else accounts.set(event.fault, event.phase === 'armed' && event.detail !== undefined && !before.fired ? { ...account, detail: event.detail } : account);
  }
  return [...accounts.values()];
}
