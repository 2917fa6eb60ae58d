import { createInterface } from 'node:readline';
import { Command, InvalidArgumentError } from 'commander';
import { Interlock } from '../dut/interlock';
import { confirmOutOfService } from '../dut/out-of-service';
import { resolveTarget, TargetError } from '../dut/target';
import { HELP, OrderError, orderOf, type Order } from '../master/console';
import { Master } from '../master/master';
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

const EXIT = { ok: 0, usage: 2, unreachable: 3 } as const;
/** Events are shown in the order of the record; a poll is enough for a reader. */
const FOREVER_MS = 2 ** 31 - 1;

interface Options {
  readonly port?: number;
  readonly profile?: string;
  readonly outOfService?: boolean;
  readonly execute?: readonly string[];
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

async function main(): Promise<void> {
  const program = commandLine();
  program.parse();
  const options = program.opts<Options>();
  const target = resolveTarget({ host: program.args[0], port: options.port, profile: options.profile, deviations: [] });
  if (target.kind !== 'address' || target.endpoint === undefined) throw new TargetError('expected an address: npm run master -- 192.168.1.100, or a profile with endpoint.host');
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
  process.once('SIGINT', () => interrupted.abort());
  try {
    const master = await Master.connect(target.endpoint, {
      recorder,
      guard: new Interlock(target.permissions, now),
      name: 'A',
      apci: target.settings.apci,
      signal: interrupted.signal,
    });
    await converse({ master, recorder, t1: target.settings.apci.t1, signal: interrupted.signal }, options);
    master.close();
    await recorder.until((event) => event.kind === 'closed', target.settings.apci.t1, 0);
    master.destroy();
  } finally {
    recorder.stop();
    done.abort();
    await shown;
  }
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
  process.exitCode = error instanceof ConnectError ? EXIT.unreachable : error instanceof TargetError || error instanceof ProfileError ? EXIT.usage : EXIT.unreachable;
});
