/**
 * The one interface behind which every fault lives. A fault is armed on a proxy for one stream and is then at work as one
 * stage in that direction of every connection. Octets keep their order unless reordering is the fault.
 */

/** `upstream`: from the client to the server behind the proxy. `downstream`: from the server to the client. */
export type Stream = 'upstream' | 'downstream';

export const STREAMS: readonly Stream[] = ['upstream', 'downstream'];

/** Looks at one whole APDU in place, `data` from `at` to `end`. */
export type Test = (data: Uint8Array, at: number, end: number) => boolean;

/** One fault at work in one direction of one connection. */
export interface Stage {
  /** Octets of the sender, in order. What shall go on is passed to `Flow.pass`, now or later. */
  take(octets: Uint8Array): void;
  /** The sender has ended its side (FIN). What shall become of it is said with `Flow.end`, now or later. */
  end(): void;
  /** Octets held at this moment; `Infinity` asks the proxy to stop reading from the sender. */
  readonly held: number;
  /** Nothing of the sender's passes, not even its reset. */
  readonly silent?: boolean;
  /** The attributes were changed while it is at work. */
  changed?(): void;
  /** Removed from a live connection: passes on everything that it holds, in order, the end too. Its timers end on their own. */
  release(): void;
}

/** What a stage can do to its direction and its connection. Timers end with the stage, whoever ends it. */
export interface Flow {
  readonly stream: Stream;
  /** Passes octets to the next stage or to the receiver. */
  pass(octets: Uint8Array): void;
  /** Passes the end of the stream on: FIN to the receiver. */
  end(): void;
  /** Passes octets into the opposite direction, to the sender of this one; they meet no other fault. */
  answer(octets: Uint8Array): void;
  /** Lets nothing pass in the opposite direction, FIN and RST neither, or lets it pass again. `dropped` hears of what did not pass. */
  silenceOpposite(silent: boolean, dropped?: (octets: number) => void): void;
  /** Calls back once, when the nth APDU that passes the test has come in the opposite direction, as its sender sent it. */
  onceOpposite(test: Test, nth: number, action: () => void): void;
  /** Ends the connection on both sides. Nothing passes afterwards. */
  close(how: 'FIN' | 'RST'): void;
  /** Calls back after so many milliseconds. Returns what cancels it. */
  after(ms: number, action: () => void): () => void;
  /** `held` or `silent` has changed without a call from outside. */
  settle(): void;
  /** The fault did what it is armed for. `detail` says to what. */
  fired(detail: string, octets?: Uint8Array): void;
  /** The fault has come to its own end: the stage lets everything pass from here on. */
  healed(detail: string): void;
  /** The fault looks for APDUs and this stream has none. */
  not104(detail: string): void;
  /** The first octet that ever came in this direction of the connection. */
  begin(): number | undefined;
  /** Milliseconds of a monotonic clock. */
  now(): number;
  /** Pseudo-random number in [0, 1), repeatable by the seed of the proxy. */
  random(): number;
}

/** For faults that alter a stream and not single APDUs: reports the first time only. */
export function firedOnce(flow: Flow): (detail: string) => void {
  let fired = false;
  return (detail) => {
    if (fired) return;
    fired = true;
    flow.fired(detail);
  };
}

/** How one attribute is read, and how it is described to people and in the API's description. */
export interface Attribute<T> {
  readonly initial: T;
  readonly meaning: string;
  /** JSON Schema of the value. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** Throws `AttributeError`. */
  read(value: unknown, name: string): T;
}

export type Attributes<A> = { readonly [K in keyof A]: Attribute<A[K]> };

export class AttributeError extends Error {
  readonly code = 'bad-attribute';

  constructor(name: string, expected: string, came: unknown) {
    super(`attribute ${name}: expected ${expected}, got ${JSON.stringify(came) ?? 'nothing'}`);
    this.name = 'AttributeError';
  }
}

/** A kind of fault, as its file states it. */
export interface FaultKind<A extends object> {
  readonly type: string;
  /** One line: what it does to the stream. */
  readonly summary: string;
  readonly attributes: Attributes<A>;
  /** Attributes that are left out of what is shown while they have their initial value. */
  readonly shownWhenSet?: readonly string[];
  /** `settings` gives the attributes as they are now: they may change while the stage is at work. */
  stage(settings: () => A, flow: Flow): Stage;
}

/** The attributes of one armed fault, live. */
export interface Setting {
  readonly values: Readonly<Record<string, unknown>>;
  /** Takes over the given attributes and keeps the others. Throws `AttributeError` and then changes nothing. */
  change(input: Readonly<Record<string, unknown>>): void;
  stage(flow: Flow): Stage;
}

/** A kind of fault, whatever its attributes. */
export interface Fault {
  readonly type: string;
  readonly summary: string;
  readonly attributes: Readonly<Record<string, Attribute<unknown>>>;
  /** Throws `AttributeError` for an attribute that it does not have or a value out of range. */
  set(input: Readonly<Record<string, unknown>>): Setting;
}

/** Makes a kind usable without knowledge of its attributes. */
export function fault<A extends object>(kind: FaultKind<A>): Fault {
  const names = Object.keys(kind.attributes) as (keyof A & string)[];
  const read = (input: Readonly<Record<string, unknown>>, before: A): A => {
    const unknown = Object.keys(input).find((name) => !(names as string[]).includes(name));
    if (unknown !== undefined) throw new AttributeError(unknown, `one of ${names.join(', ') || 'none'} (${kind.type})`, input[unknown]);
    const values = { ...before };
    for (const name of names) if (input[name] !== undefined) values[name] = kind.attributes[name].read(input[name], name);
    return values;
  };
  const initial = Object.fromEntries(names.map((name) => [name, kind.attributes[name].initial])) as A;
  return {
    type: kind.type,
    summary: kind.summary,
    attributes: kind.attributes,
    set: (input) => {
      let values = read(input, initial);
      return {
        get values() {
          const shown = Object.entries(values).filter(([name, value]) => value !== undefined && !(kind.shownWhenSet?.includes(name) === true && value === initial[name as keyof A]));
          return Object.fromEntries(shown);
        },
        change: (update) => {
          values = read(update, values);
        },
        stage: (flow) => kind.stage(() => values, flow),
      };
    },
  };
}
