import { isCommand } from '../protocol/orders';
import type { Path } from './place';

/** What the schema cannot say: rules between fields. Works on values that the schema may have refused in part. */
export interface Inconsistency {
  readonly path: Path;
  readonly message: string;
  readonly advice: string;
}

export function inconsistencies(profile: unknown): readonly Inconsistency[] {
  return [...timers(profile), ...objects(profile), ...groups(profile), ...loopback(profile)];
}

/** Seconds: what the clocks of the record can tell apart. */
const SHORTEST_TIMER = 0.001;

/** 104:9.6: whole seconds from 1; t2 below t1 (104:5.2). */
function* timers(profile: unknown): Generator<Inconsistency> {
  const short = at(profile, 'apci', 'shortTimers') === true;
  for (const name of ['t0', 't1', 't2', 't3']) {
    const value = number(at(profile, 'apci', name));
    if (value === undefined || value <= 0 || Number.isInteger(value)) continue;
    if (short && value >= SHORTEST_TIMER) continue;
    const [message, advice] = short
      ? [`must be at least ${SHORTEST_TIMER} (a millisecond), found ${value}`, 'The unit is seconds; nothing shorter can be measured']
      : [
          `must be whole seconds, found ${value}`,
          'Round it, or put "shortTimers: true" under apci if the station really runs with fractions of a second',
        ];
    yield { path: ['apci', name], message, advice };
  }
  const t1 = number(at(profile, 'apci', 't1'));
  const t2 = number(at(profile, 'apci', 't2'));
  if (t1 !== undefined && t2 !== undefined && t2 >= t1) {
    yield {
      path: ['apci', 't2'],
      message: `must be below t1 (104:5.2), found t2 ${t2} and t1 ${t1}`,
      advice: 'Take both from the configuration of the device; the defaults are t1 15 and t2 10',
    };
  }
}

function* objects(profile: unknown): Generator<Inconsistency> {
  const declared = at(profile, 'application', 'commonAddresses');
  const entries = at(profile, 'objects');
  if (!Array.isArray(entries)) return;
  const seen = new Map<string, number>();
  for (const [index, entry] of entries.entries()) {
    const path = (name: string): Path => ['objects', String(index), name];
    const ca = number(at(entry, 'ca'));
    const ioa = number(at(entry, 'ioa'));
    const type = number(at(entry, 'type'));
    if (ca !== undefined && Array.isArray(declared) && !declared.includes(ca)) {
      yield {
        path: path('ca'),
        message: `common address ${ca} is not among application.commonAddresses (${declared.join(', ')})`,
        advice: 'Correct it, or add it to application.commonAddresses',
      };
    }
    if (type !== undefined && at(entry, 'operate') === true && !isCommand(type)) {
      yield {
        path: path('operate'),
        message: `type ${type} is no command and cannot be operated`,
        advice: 'Put operate on the command object, types 45 to 51 and 58 to 64',
      };
    }
    if (ca === undefined || ioa === undefined || type === undefined) continue;
    const key = `${ca} ${ioa} ${type}`;
    const earlier = seen.get(key);
    if (earlier !== undefined) {
      yield {
        path: path('ioa'),
        message: `object ${ioa} of common address ${ca} with type ${type} stands already at objects[${earlier}]`,
        advice: 'Remove one of the two',
      };
    } else {
      seen.set(key, index);
    }
  }
}

/** Results name a redundancy group by its name. */
function* groups(profile: unknown): Generator<Inconsistency> {
  const entries = at(profile, 'connections', 'redundancyGroups');
  const names = (Array.isArray(entries) ? entries : []).map((entry) => at(entry, 'name'));
  for (const [index, name] of names.entries()) {
    const earlier = names.indexOf(name);
    if (typeof name !== 'string' || earlier === index) continue;
    yield {
      path: ['connections', 'redundancyGroups', String(index), 'name'],
      message: `the name ${JSON.stringify(name)} stands already at connections.redundancyGroups[${earlier}]`,
      advice: 'Give each group a name of its own, or put all its members in one',
    };
  }
}

/** A loopback operates an object, so the user must have named that object (the interlock would hold it back otherwise). */
function* loopback(profile: unknown): Generator<Inconsistency> {
  if (at(profile, 'stimulus', 'kind') !== 'loopback') return;
  const ca = number(at(profile, 'stimulus', 'command', 'ca'));
  const ioa = number(at(profile, 'stimulus', 'command', 'ioa'));
  if (ca === undefined || ioa === undefined) return;
  const entries = at(profile, 'objects');
  const command = (Array.isArray(entries) ? entries : []).some(
    (entry) => at(entry, 'ca') === ca && at(entry, 'ioa') === ioa && at(entry, 'operate') === true,
  );
  if (command) return;
  yield {
    path: ['stimulus', 'command'],
    message: `no object with ca ${ca} and ioa ${ioa} is marked "operate: true"`,
    advice: 'List the command object under objects with "operate: true", and permit "operate" under allow',
  };
}

function at(value: unknown, ...path: Path): unknown {
  let current: unknown = value;
  for (const name of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, name)) return undefined;
    current = (current as Record<string, unknown>)[name];
  }
  return current;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
