import type { WireEvent } from '../record/record';
import type { Recorder } from '../transport/recorder';
import type { Behaviour } from './behaviour';
import type { Master } from './master';

/**
 * What a script of the user's own gets: connections of the controlling station, honest until it switches parts of them,
 * and the record of what happened. A script is a TypeScript or JavaScript module whose default export takes this.
 */
export interface Script {
  /** Opens a connection within t0. Throws `ConnectError`. */
  readonly connect: (name?: string, behaviour?: Partial<Behaviour>) => Promise<Master>;
  readonly recorder: Recorder;
  /** Lets so many milliseconds pass; timers and answers go on. */
  readonly wait: (ms: number) => Promise<void>;
  /** Waits at most so many milliseconds for an event that comes after this call; false when none did. */
  readonly until: (condition: (event: WireEvent) => boolean, ms: number) => Promise<boolean>;
  /** A remark into the record and the live traffic. */
  readonly say: (text: string) => void;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

export type ScriptFunction = (script: Script) => Promise<void> | void;

/** The file holds no script; nothing was sent. */
export class ScriptError extends Error {
  readonly code = 'script-invalid';
}

/** The function of a loaded module. Throws `ScriptError` where it has none. */
export function scriptOf(loaded: unknown, path: string): ScriptFunction {
  const found = typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : loaded;
  if (typeof found === 'function') return found as ScriptFunction;
  throw new ScriptError(`${path}: expected a module that exports one function by default, "export default async ({ connect, wait }) => { ... }"; got ${found === null ? 'null' : typeof found}`);
}
