import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Command, InvalidArgumentError } from 'commander';
import { Interlock } from '../dut/interlock';
import { confirmOutOfService } from '../dut/out-of-service';
import { resolveTarget, TargetError, type Target } from '../dut/target';
import type { Behaviour } from '../master/behaviour';
import { HELP, OrderError, orderOf, type Order } from '../master/console';
import { Master } from '../master/master';
import { ScriptError, scriptOf, type ScriptFunction } from '../master/script';
import { conOf } from '../oracles/link-answers';
import { isU } from '../oracles/select';
import { ProfileError } from '../profile/parse';
import { eventLines } from '../record/timeline';
import { portOf } from '../run/options';
import { now } from '../transport/clock';
import { ConnectError } from '../transport/connection';
import { HeldBackError } from '../transport/guard';
import { Recorder } from '../transport/recorder';

/** `npm run master`: a controlling station at the keyboard, or told by a script on standard input. */

const EXIT = { ok: 0, failed: 1, usage: 2, unreachable: 3 } as const;
/** Events are shown in the order of the record; a poll is enough for a reader. */
const FOREVER_MS = 2 ** 31 - 1;

interface Options {
  readonly port?: number;
  readonly profile?: string;
  readonly outOfService?: boolean;
  readonly execute?: readonly string[];
  readonly script?: string;
}

function port(text: string): number {
  try {
    return portOf(text, '--port');
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function commandLine(): Command {
  return new Command('npm run master --')
    .description('A controlling station of IEC 60870-5-104 with live decoded traffic; orders come from the keyboard or standard input.')
    .argument('[address]', 'address of the controlled station; else that of the profile')
    .option('--port <number>', 'TCP port (2404)', port)
    .option('--profile <file>', 'timers, windows and permissions')
    .option('--out-of-service', 'the device is out of service: it may be taken over')
    .option('-e, --execute <order...>', 'these orders instead of standard input')
    .option('--script <file>', 'a module whose default export is called with connect, wait, until, say, recorder')
    .addHelpText('after', `\nOrders:\n${HELP}`)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage));
}

/** Prints every event of the record as it comes, until the signal. */
async function show(recorder: Recorder, signal: AbortSignal): Promise<void> {
  let shown = 0;
  const print = (): void => {
    for (const event of recorder.record().events.slice(shown)) {
      shown += 1;
      process.stdout.write(eventLines(event).map((line) => `${line}\n`).join(''));
    }
  };
  while (!signal.aborted) {
    print();
    await recorder.until(() => true, FOREVER_MS, shown, signal);
  }
  print();
}

async function carryOut(order: Order, { master, recorder, t1, signal }: Session): Promise<void> {
  switch (order.kind) {
    case 'act':
      master.act(order.act);
      // What follows in a script needs the new state; nothing is judged here.
      await recorder.until((event) => event.kind === 'closed' || isU(event, conOf(order.act), 'received'), t1, recorder.position - 1, signal);
      return;
    case 'asdu':
      // An order that the state or the window keeps from leaving would only puzzle whoever typed it.
      { master.sendNow(order.asdu); return; }
    case 'octets':
      { master.sendOctets(order.octets); return; }
    case 'acknowledge':
      { master.acknowledge(); return; }
    case 'acknowledging':
      master.behaviour.acknowledge = order.on;
      if (order.on) master.acknowledge();
      return;
    case 'wait':
      return recorder.pass(order.ms, signal);
    case 'close':
      { master.close(order.how); return; }
    case 'help':
      process.stdout.write(HELP);
      return;
    case 'quit':
    case 'nothing':
      return;
  }
}

interface Session {
  readonly master: Master;
  readonly recorder: Recorder;
  /** In milliseconds. */
  readonly t1: number;
  readonly signal: AbortSignal;
}

async function* orders(options: Options, signal: AbortSignal): AsyncIterable<string> {
  if (options.execute !== undefined) return yield* options.execute;
  const terminal = createInterface({ input: process.stdin, output: process.stdin.isTTY ? process.stdout : undefined, prompt: '' });
  signal.addEventListener('abort', () => terminal.close(), { once: true });
  yield* terminal;
}

async function converse(session: Session, options: Options): Promise<void> {
  for await (const line of orders(options, session.signal)) {
    if (session.signal.aborted) return;
    try {
      const order = orderOf(line, new Date());
      if (order.kind === 'quit') return;
      if (!session.master.isOpen && order.kind !== 'wait' && order.kind !== 'help' && order.kind !== 'nothing') {
        process.stderr.write('the connection has ended; start again to connect anew\n');
        process.exitCode = EXIT.unreachable;
        return;
      }
      await carryOut(order, session);
    } catch (error) {
      // What was held back stands in the traffic, with the line that would permit it.
      if (error instanceof HeldBackError) continue;
      if (!(error instanceof OrderError)) throw error;
      process.stderr.write(`${error.message}\n`);
      if (process.stdin.isTTY !== true || options.execute !== undefined) {
        process.exitCode = EXIT.usage;
        return;
      }
    }
  }
}

/** Loads before anything is sent, so that a slip in the file costs nothing. */
function load(path: string): ScriptFunction {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the file is the user's choice, TypeScript included
    return scriptOf(require(resolve(path)), path);
  } catch (error) {
    throw error instanceof ScriptError ? error : new ScriptError(`cannot load the script ${path}: ${(error as Error).message.split('\n')[0] ?? ''}`);
  }
}

/** Connections that were opened, each ended by the caller. */
class Connections {
  readonly masters: Master[] = [];

  constructor(
    private readonly target: Target & { readonly endpoint: NonNullable<Target['endpoint']> },
    private readonly recorder: Recorder,
    private readonly guard: Interlock,
    private readonly signal: AbortSignal,
  ) {}

  async open(name: string, behaviour: Partial<Behaviour> = {}): Promise<Master> {
    const { recorder, guard, signal } = this;
    const master = await Master.connect(this.target.endpoint, { recorder, guard, name, apci: this.target.settings.apci, behaviour, signal });
    this.masters.push(master);
    return master;
  }

  async end(withinMs: number): Promise<void> {
    for (const master of this.masters) {
      if (!master.isOpen) continue;
      const before = this.recorder.position;
      master.close();
      await this.recorder.until((event) => event.kind === 'closed' && event.connection === master.name, withinMs, before);
    }
    for (const master of this.masters) master.destroy();
  }
}

async function main(): Promise<void> {
  const program = commandLine();
  program.parse();
  const options = program.opts<Options>();
  const script = options.script === undefined ? undefined : load(options.script);
  const target = resolveTarget({ host: program.args[0], port: options.port, profile: options.profile, deviations: [] });
  const { endpoint } = target;
  if (target.kind !== 'address' || endpoint === undefined) throw new TargetError('expected an address: npm run master -- 192.168.1.100, or a profile with endpoint.host');
  for (const remark of target.remarks) process.stderr.write(`${remark}\n`);
  const answer = await confirmOutOfService({
    flag: options.outOfService === true,
    env: process.env,
    profile: target.profile.outOfService === true,
    isTTY: process.stdin.isTTY === true && process.stdout.isTTY === true && options.execute === undefined,
    ask,
  });
  if (!answer.ok) throw new TargetError(answer.message);

  const interrupted = new AbortController();
  const done = new AbortController();
  const recorder = new Recorder('master', true);
  const shown = show(recorder, done.signal);
  const connections = new Connections({ ...target, endpoint }, recorder, new Interlock(target.permissions, now), interrupted.signal);
  const { t1 } = target.settings.apci;
  process.once('SIGINT', () => interrupted.abort());
  try {
    if (script === undefined) {
      await converse({ master: await connections.open('A'), recorder, t1, signal: interrupted.signal }, options);
    } else await perform(script, connections, recorder, interrupted.signal);
  } finally {
    await connections.end(t1);
    recorder.stop();
    done.abort();
    await shown;
  }
}

/** Runs the script until it ends or Ctrl-C does; its connections end with it. */
async function perform(script: ScriptFunction, connections: Connections, recorder: Recorder, signal: AbortSignal): Promise<void> {
  const interrupted = new Promise<void>((settle) => signal.addEventListener('abort', () => settle(), { once: true }));
  const performed = Promise.resolve(
    script({
      connect: (name = 'A', behaviour) => connections.open(name, behaviour),
      recorder,
      wait: (ms) => recorder.pass(ms, signal),
      until: (condition, ms) => recorder.until(condition, ms, recorder.position, signal),
      say: (text) => recorder.mark('-', text),
      signal,
    }),
  ).catch((error: unknown) => {
    if (signal.aborted) return;
    if (error instanceof ConnectError) throw error;
    process.stderr.write(`the script ended: ${(error as Error).message}\n`);
    process.exitCode = EXIT.failed;
  });
  await Promise.race([performed, interrupted]);
}

function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  return new Promise((resolve) => {
    terminal.question(question, (text) => {
      terminal.close();
      resolve(text);
    });
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = error instanceof ConnectError ? EXIT.unreachable : error instanceof TargetError || error instanceof ProfileError || error instanceof ScriptError ? EXIT.usage : EXIT.unreachable;
});
