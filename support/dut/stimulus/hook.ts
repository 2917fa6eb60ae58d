import { spawn } from 'node:child_process';
import type { Stimulus as Declared } from '../../profile/profile';
import { StimulusError, type Aid, type Order, type Precision, type Stimulus, type Verb } from './order';

/** A program or an HTTP address of the user's that makes the device do something. */

type CommandHook = Extract<Declared, { kind: 'command' }>;
type HttpHook = Extract<Declared, { kind: 'http' }>;

const DEFAULT_S = 10;
/** What a hook says about itself is quoted up to here. */
const QUOTED = 200;

/** What stands for the parts of an order in arguments, addresses and bodies; a part that the order lacks is empty. */
function placeholders(order: Order): Readonly<Record<string, string>> {
  const object = order.verb === 'operate' ? order.object : undefined;
  return {
    verb: order.verb,
    count: order.verb === 'events' || order.verb === 'count' ? String(order.count) : '1',
    ca: object === undefined ? '' : String(object.ca),
    ioa: object === undefined ? '' : String(object.ioa),
    ms: order.verb === 'freeze' || order.verb === 'cyclic' ? String(order.ms) : '',
    time: order.verb === 'clock' ? order.at.toISOString() : '',
  };
}

function filled(text: string, order: Order, encode: (value: string) => string = (value) => value): string {
  const values = placeholders(order);
  return text.replace(/\{(verb|count|ca|ioa|ms|time)\}/g, (_all, name: string) => encode(values[name] ?? ''));
}

/** Starts the program without a shell, so that nothing of an argument is ever interpreted. */
export function commandStimulus(hook: CommandHook): Stimulus {
  const texts = hook.arguments ?? [];
  return hooked(`the program ${hook.command}`, hook, texts.join(' '), (order, aid) =>
    run(hook.command, texts.map((text) => filled(text, order)), milliseconds(hook), aid.signal),
  );
}

export function httpStimulus(hook: HttpHook): Stimulus {
  const url = new URL(hook.url);
  // What stands before the host may be somebody's password.
  const by = `the address ${url.protocol}//${url.host}`;
  return hooked(by, hook, `${hook.url} ${hook.body ?? ''}`, (order, aid) => request(by, hook, order, aid));
}

type Call = (order: Order, aid: Aid) => Promise<void>;

/**
 * A hook that is told how many makes them in one call, and is believed when it is declared to be exact. One that is not
 * told is called once for each event, and nobody knows what a call of it brings beyond one.
 */
function hooked(by: string, hook: CommandHook | HttpHook, text: string, call: Call): Stimulus {
  const verbs: readonly Verb[] = hook.verbs ?? ['events'];
  const precision: Precision = hook.exact === true ? 'exactly' : 'at least';
  const toldHowMany = text.includes('{count}') || (hook.kind === 'http' && hook.body === undefined && hook.method !== 'GET');
  return {
    by,
    offers: new Map(verbs.map((verb) => [verb, verb === 'events' ? precision : 'exactly'])),
    otherwise: (verb) =>
      verbs.includes(verb)
        ? `${by} is not declared to make exactly so many events; if it does, put into the profile: stimulus: { ..., exact: true }`
        : `${by} is not declared to offer "${verb}"; if it does, put into the profile: stimulus: { ..., verbs: [${[...verbs, verb].join(', ')}] }`,
    carryOut: async (order, aid) => {
      const calls = order.verb === 'events' && !toldHowMany ? order.count : 1;
      for (let i = 0; i < calls; i++) await call(order, aid);
    },
  };
}

function milliseconds(hook: { readonly timeout?: number }): number {
  return (hook.timeout ?? DEFAULT_S) * 1000;
}

function run(command: string, words: readonly string[], timeoutMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { stdio: ['ignore', 'ignore', 'pipe'], windowsHide: true });
    let said = '';
    let ended = `did not end within ${timeoutMs / 1000} s`;
    const kill = (): void => void child.kill('SIGKILL');
    const onAbort = (): void => {
      ended = 'was ended with the scenario';
      kill();
    };
    const timer = setTimeout(kill, timeoutMs);
    signal?.addEventListener('abort', onAbort, { once: true });
    const settle = (error?: StimulusError): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      if (error === undefined) resolve();
      else reject(error);
    };
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(0, QUOTED)));
    child.once('error', (error) => settle(new StimulusError(`the program ${command} cannot be started: ${error.message}`)));
    // Not `close`: what the program leaves running in the background may keep its output open.
    child.once('exit', (code, killed) => {
      if (code === 0) return settle();
      const how = killed === 'SIGKILL' && child.killed ? ended : `ended with ${code === null ? `signal ${killed ?? 'none'}` : `exit code ${code}`}`;
      settle(new StimulusError(`the program ${command} ${how}${said.trim() === '' ? '' : `: ${said.trim()}`}`));
    });
  });
}

async function request(by: string, hook: HttpHook, order: Order, { signal }: Aid): Promise<void> {
  const method = hook.method ?? 'POST';
  const limit = AbortSignal.timeout(milliseconds(hook));
  const json = hook.body === undefined;
  const body = method === 'GET' ? {} : { body: json ? JSON.stringify(bodyOf(order)) : filled(hook.body, order) };
  try {
    const response = await fetch(filled(hook.url, order, encodeURIComponent), {
      method,
      ...body,
      ...(method !== 'GET' && json ? { headers: { 'content-type': 'application/json' } } : {}),
      redirect: 'error',
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
    const text = (await response.text()).trim().slice(0, QUOTED);
    if (!response.ok) throw new StimulusError(`${by} answered ${response.status}${text === '' ? '' : `: ${text}`}`);
  } catch (error) {
    if (error instanceof StimulusError) throw error;
    const why = limit.aborted ? `did not answer within ${milliseconds(hook) / 1000} s` : `cannot be asked: ${reasonOf(error)}`;
    throw new StimulusError(`${by} ${why}`, { cause: error });
  }
}

function bodyOf(order: Order): object {
  return order.verb === 'clock' ? { verb: order.verb, time: order.at.toISOString() } : order;
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}, ${cause.message}` : message;
}
