import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Profile } from '../profile/profile';
import { furtherEndpointsOf } from '../profile/settings';
import { configurationOf, embeddedProfile, tlsOf, type StationConfiguration, type StationTls } from '../station/configuration';
import type { FromStation, ToStation } from '../station/messages';
import type { DeviceCredentials } from '../transport/pki/test-pki';
import type { StationStatus } from '../station/server';
import { claimPorts } from '../transport/local-port';

const CHILD = join(__dirname, '..', 'station', 'child.ts');
const LOOPBACK = '127.0.0.1';
/** Loading TypeScript takes most of it. */
const START_MS = 30_000;
const ANSWER_MS = 5_000;
const STOP_MS = 2_000;

/** The embedded station did not start, does not answer, or refuses a stimulus. */
export class EmbeddedError extends Error {
  constructor(
    readonly code: 'start-failed' | 'no-answer' | 'stimulus-refused' | 'exited',
    message: string,
  ) {
    super(message);
  }
}

export interface EmbeddedOptions {
  /** Names of `support/station/deviations.ts`. */
  readonly deviations: readonly string[];
  /** Shape of the station; that of its own profile without one. */
  readonly profile?: Profile;
  /** With these it listens over TLS, too. */
  readonly credentials?: DeviceCredentials & Pick<StationTls, 'log'>;
  readonly lane: number;
  /** It is the second station of a redundant pair, the first of which has numbered so many events already. */
  readonly second?: { readonly counted: number };
}

/** How a station's process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface EmbeddedStation {
  readonly host: string;
  readonly port: number;
  readonly securePort?: number;
  /** Its further ports, in the order of the profile's endpoints. */
  readonly further: readonly number[];
  /** `events N`, `count N`, `cyclic MS`, `operate CA IOA`, `clock MS`, `status`. Throws `EmbeddedError`. */
  stimulus(verb: string): Promise<StationStatus>;
  /** Stands still for so long, with its connections; returns as soon as it does. */
  freeze(ms: number): Promise<void>;
  /** Ends the process at once and starts it anew at the same port, as if its power had gone; returns when it listens. */
  restart(): Promise<void>;
  /** Largest event-loop lag of its process since the last question, in milliseconds. */
  lag(): Promise<number>;
  /** Ends the process and returns when it is gone. */
  stop(): Promise<void>;
  /** How it ended for good. */
  readonly exited: Promise<Exit>;
}

/** Starts a reference station in a process of its own, on a free loopback port. It ends with this process at the latest. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedStation> {
  const profile = options.profile ?? embeddedProfile();
  const claimed = await claimPorts(LOOPBACK, portsOf(profile, options));
  const configuration = configured(profile, options, claimed.ports);
  let running = await launch(configuration, options).catch((error: unknown) => {
    claimed.release();
    throw error;
  });
  const { host, port, further, securePort } = running;
  let restarting = false;
  let restarts = 0;
  let over: (exit: Exit) => void;
  const exited = new Promise<Exit>((resolve) => (over = resolve));
  const watch = (): void =>
    void running.exited.then((exit) => {
      if (restarting) return;
      claimed.release();
      over(exit);
    });
  watch();
  return {
    host,
    port,
    further,
    ...(securePort === undefined ? {} : { securePort }),
    exited,
    stimulus: async (verb) => {
      const done = await running.calls.call((id) => ({ kind: 'stimulus', id, verb }));
      if (done.kind === 'done') return done.status;
      throw new EmbeddedError('stimulus-refused', done.kind === 'refused' ? done.message : `unexpected ${done.kind}`);
    },
    freeze: async (ms) => {
      await running.calls.call((id) => ({ kind: 'freeze', id, ms }));
    },
    restart: async () => {
      restarting = true;
      restarts += 1;
      try {
        running.child.kill('SIGKILL');
        await running.exited;
        running = await launch({ ...configuration, restarts }, options);
        watch();
      } finally {
        restarting = false;
      }
    },
    lag: async () => {
      // A process that is not there yet measures nothing.
      if (restarting) return 0;
      const answered = await running.calls.call((id) => ({ kind: 'lag', id }));
      return answered.kind === 'lag' ? answered.ms : 0;
    },
    stop: () => stop(running.child, running.exited),
  };
}

/** How many ports it listens at. */
function portsOf(profile: Profile, { credentials }: EmbeddedOptions): number {
  return 1 + furtherEndpointsOf(profile).length + (credentials === undefined ? 0 : 1);
}

function configured(profile: Profile, { credentials, second }: EmbeddedOptions, ports: readonly number[]): StationConfiguration {
  const [port = 0, ...others] = ports;
  const plain = configurationOf(profile, { host: LOOPBACK, port });
  const further = plain.further.map(({ declared }, at) => ({ declared, port: others[at] ?? 0 }));
  const tls = credentials === undefined ? undefined : tlsOf(profile, others[further.length] ?? 0, credentials);
  return { ...plain, further, ...(tls === undefined ? {} : { tls }), ...(second === undefined ? {} : { second }) };
}

interface Running {
  readonly child: ChildProcess;
  readonly exited: Promise<Exit>;
  readonly calls: Calls;
  readonly host: string;
  readonly port: number;
  readonly further: readonly number[];
  readonly securePort?: number;
}

async function launch(configuration: StationConfiguration, options: EmbeddedOptions): Promise<Running> {
  const child = fork(CHILD, [], { execArgv: ['-r', 'ts-node/register'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
  const calls = new Calls(child, exited, options.lane);
  try {
    const answer = await calls.first({ kind: 'listen', configuration, deviations: options.deviations });
    if (answer.kind !== 'ready') throw new EmbeddedError('start-failed', answer.kind === 'failed' ? answer.message : `unexpected ${answer.kind}`);
    return { child, exited, calls, host: answer.host, port: answer.port, further: answer.further, ...(answer.securePort === undefined ? {} : { securePort: answer.securePort }) };
  } catch (error) {
    await stop(child, exited);
    throw error;
  }
}

async function stop(child: ChildProcess, exited: Promise<Exit>): Promise<void> {
  // A process that is ending may have closed the channel already: then there is nobody left to tell.
  if (child.connected) child.send({ kind: 'stop' } satisfies ToStation, () => undefined);
  const hard = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await exited;
  clearTimeout(hard);
}

/** Questions over the IPC channel, each with a bound in time and an end when the process ends. */
class Calls {
  private readonly open = new Map<number, (answer: FromStation) => void>();
  private last = 0;

  constructor(
    private readonly child: ChildProcess,
    private readonly exited: Promise<Exit>,
    private readonly lane: number,
  ) {
    child.on('message', (message: FromStation) => this.open.get('id' in message ? message.id : 0)?.(message));
  }

  first(message: ToStation): Promise<FromStation> {
    return this.ask(0, message, START_MS, 'start-failed');
  }

  call(message: (id: number) => ToStation): Promise<FromStation> {
    this.last += 1;
    return this.ask(this.last, message(this.last), ANSWER_MS, 'no-answer');
  }

  private ask(id: number, message: ToStation, withinMs: number, code: 'start-failed' | 'no-answer'): Promise<FromStation> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        this.open.delete(id);
        act();
      };
      const fail = (why: typeof code | 'exited', text: string): void =>
        settle(() => reject(new EmbeddedError(why, `the embedded station of lane ${this.lane} ${text}`)));
      const timer = setTimeout(() => fail(code, `did not answer "${message.kind}" within ${withinMs} ms`), withinMs);
      this.open.set(id, (answer) => settle(() => resolve(answer)));
      void this.exited.then(({ code: status, signal }) => fail('exited', `ended (${signal ?? `exit code ${status ?? 'none'}`})`));
      if (!this.child.connected) return fail('exited', 'has ended');
      this.child.send(message, (error) => {
        if (error !== null) fail('exited', `cannot be reached: ${error.message}`);
      });
    });
  }
}
