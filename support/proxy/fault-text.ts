import { faultNamed } from './kinds';
import { isStream, type Arming } from './proxy';

/** A fault written on a command line that cannot be read. */
export class FaultTextError extends Error {
  readonly code = 'bad-fault';
}

/**
 * `type[,stream][,attribute=value...]`, e.g. `latency,upstream,latency=200` or
 * `drop_apdu,match.format=S,match.nr=5..9,when.function=STARTDT act`.
 * Without a stream it is downstream. Throws `FaultTextError`, `UnknownFaultError`; attributes are checked when it is armed.
 */
export function faultFromText(text: string): Arming {
  const [type = '', ...parts] = text.split(',').map((part) => part.trim());
  const fault = faultNamed(type);
  const attributes: Record<string, unknown> = {};
  const predicates: Record<string, Record<string, unknown>> = {};
  let stream: Arming['stream'] = 'downstream';
  for (const part of parts) {
    if (isStream(part)) {
      stream = part;
      continue;
    }
    const [, name, value] = /^([\w.]+)=(.*)$/.exec(part) ?? [];
    if (name === undefined || value === undefined) throw new FaultTextError(`${text}: expected upstream, downstream or attribute=value, got ${JSON.stringify(part)}`);
    const [predicate = '', field] = name.split('.');
    if (field !== undefined) (predicates[predicate] ??= {})[field] = matchValue(value);
    else attributes[name] = value;
  }
  const checked = fault.set({ ...attributes, ...predicates });
  return { name: `${type}_${stream}`, fault, stream, attributes: checked.values };
}

function matchValue(value: string): unknown {
  const range = /^(\d+)\.\.(\d+)$/.exec(value);
  if (range !== null) return [Number(range[1]), Number(range[2])];
  return /^\d+$/.test(value) ? Number(value) : value;
}
