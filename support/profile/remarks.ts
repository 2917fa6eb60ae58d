import { TYPES } from '../protocol/types';
import type { Inconsistency } from './consistency';
import type { Profile } from './profile';
import { DEFAULT_TOLERANCE } from './settings';

/** Types from here on are private (101:7.2.1): legal, but nobody else knows what they mean. */
const FIRST_PRIVATE_TYPE = 128;

/**
 * What is legal in a profile and yet most likely a slip. Nothing is refused for it: the device may really be so, and
 * the suite judges by what is stated.
 */
export function remarks(profile: Profile): readonly Inconsistency[] {
  return [...windows(profile), ...tolerance(profile), ...types(profile), ...operation(profile)];
}

/** 104:5.5 recommends w of at most two thirds of k; above k the sender stops before the receiver acknowledges by w. */
function* windows({ apci }: Profile): Generator<Inconsistency> {
  const { k, w } = apci ?? {};
  if (k === undefined || w === undefined) return;
  if (w > k) {
    yield {
      path: ['apci', 'w'],
      message: `w ${w} is above k ${k}: a sender with this k stops before w is reached, and only t2 brings the acknowledgement`,
      advice: 'Take both from the configuration of the device; the defaults are k 12 and w 8',
    };
  } else if (w * 3 > k * 2) {
    yield {
      path: ['apci', 'w'],
      message: `w ${w} is above two thirds of k ${k}, the most that is recommended (104:5.5)`,
      advice: `If the device can be configured, w is at most ${Math.max(1, Math.floor((k * 2) / 3))}`,
    };
  }
}

/** A tolerance as long as the timer itself leaves no lower bound and doubles the upper one. */
function* tolerance({ apci, tolerance: stated }: Profile): Generator<Inconsistency> {
  const absolute = stated?.absolute ?? DEFAULT_TOLERANCE.absolute;
  for (const name of ['t1', 't2', 't3'] as const) {
    const timer = apci?.[name];
    if (timer === undefined || absolute < timer) continue;
    const origin = stated?.absolute === undefined ? ', which nobody stated' : '';
    yield {
      path: ['apci', name],
      message: `${name} ${timer} is not above tolerance.absolute ${absolute}${origin}: what is measured against it can hardly fail`,
      advice: 'State a smaller tolerance.absolute, in seconds',
    };
  }
}

/** Types of objects that cannot be, or that the profile's own list of types leaves out. Each type once. */
function* types({ objects, application }: Profile): Generator<Inconsistency> {
  const listed = application?.types;
  const told = new Set<number>();
  for (const [index, object] of (objects ?? []).entries()) {
    for (const name of ['type', 'eventType'] as const) {
      const type = object[name];
      if (type === undefined || told.has(type)) continue;
      const path = ['objects', String(index), name];
      if (type < FIRST_PRIVATE_TYPE && !TYPES.has(type)) {
        told.add(type);
        yield { path, message: `type ${type} is reserved (101:7.2.1)`, advice: 'Correct it; private types begin at 128' };
      } else if (listed !== undefined && !Object.hasOwn(listed, String(type))) {
        told.add(type);
        yield {
          path,
          message: `type ${type} is not in application.types, which is the whole list once it is stated`,
          advice: `Add ${type} there, or correct the object`,
        };
      }
    }
  }
}

/** The word of an object alone lets nothing through (law of the interlock: both words are needed). */
function* operation({ objects, allow, stimulus }: Profile): Generator<Inconsistency> {
  if (allow?.operate === true) return;
  const index = (objects ?? []).findIndex((object) => object.operate === true);
  if (index < 0) return;
  yield {
    path: ['objects', String(index), 'operate'],
    message:
      stimulus?.kind === 'loopback'
        ? 'allow.operate is not true, so the loopback is held back and cannot produce an event'
        : 'allow.operate is not true, so no command is sent to this object either',
    advice: 'Add "operate: true" under allow if commands may be sent',
  };
}
