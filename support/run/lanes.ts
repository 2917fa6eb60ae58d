import type { Target } from '../dut/target';

/** How many scenarios run at the same time, and why not more. */
export interface Lanes {
  readonly count: number;
  /** Set where the user might expect more than there are: one line. */
  readonly remark?: string;
}

/** Lanes where spec104 starts the stations itself, one for each: the suite waits for timers, not for the processor. */
const OWN_LANES = 4;

/**
 * On a device that is shared by all lanes, a started connection ends or silences the others of its redundancy group
 * (104:10), and an event that one scenario makes comes to all of them. So scenarios run side by side only where each
 * connection is declared to be a group of its own and nothing is made to happen at the device.
 */
export function lanesOf(wanted: number | undefined, target: Pick<Target, 'kind' | 'profile' | 'settings'>): Lanes {
  if (target.kind !== 'address') return { count: wanted ?? OWN_LANES };
  const { connections } = target.settings;
  const apart = target.profile.connections?.mode === 'connection-is-group';
  const stimulated = target.profile.stimulus !== undefined && target.profile.stimulus.kind !== 'none';
  const limit = apart && !stimulated ? connections : 1;
  const expected = wanted ?? connections;
  const count = Math.max(1, Math.min(expected, limit));
  if (expected <= count) return { count };
  if (count > 1) return { count, remark: `${count} scenarios at a time: the profile declares ${connections} connections` };
  const why = apart
    ? 'what the stimulus makes happen comes to every connection'
    : 'a started connection may end the others; where each connection is a group of its own, put into the profile: connections: { mode: connection-is-group }';
  return { count, remark: connections === 1 ? 'one scenario at a time: the profile declares one connection, or none' : `one scenario at a time: ${why}` };
}
