import { loadConfiguration, runCucumber } from '@cucumber/cucumber/api';
import { inspect } from 'node:util';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_OPTIONS, optionsOfEnvironment, portOf, writeOptions, type RunOptions } from '../run/options';
import { cucumberConfiguration, NotStarted, prepare, targetOf } from '../run/prepare';
import { printNotStarted } from '../run/not-started';
import { dryRun, list } from '../run/list';

/** `npm test`: arguments in, a prepared run out. */

const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:]+|localhost|[a-z0-9-]+(\.[a-z0-9-]+)+)$/i;
const ID = /^([A-Za-z]{3}-\d{3}|[a-z0-9]+(-[a-z0-9]+)+)$/;

function port(text: string): number {
  try {
    return portOf(text, '--port');
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function lanes(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 64) throw new InvalidArgumentError('expected a number from 1 to 64');
  return value;
}

function seed(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('expected a whole number');
  return value;
}

interface Flags extends Partial<RunOptions> {
  readonly deviation?: string[];
  readonly list?: boolean;
}

function parse(argv: readonly string[]): { readonly options: RunOptions; readonly list: boolean } {
  const program = new Command('npm test --')
    .description('Judges an IEC 60870-5-104 controlled station. Without an address: the embedded reference station.')
    .argument('[address-or-ids...]', 'address of the device, and scenario or requirement ids')
    .option('--port <port>', 'TCP port (2404; 19998 over TLS)', port)
    .option('--profile <file>', 'profile of the device (see support/profile/example.yaml)')
    .option('--container <name>', 'a containerised station of docker/')
    .option('--deviation <name...>', 'make the embedded station deviate')
    .option('--tags <expression>', 'scenarios by tag expression')
    .option('--list', 'list the scenarios; sends nothing')
    .option('--dry-run', 'check that every step is defined; sends nothing')
    .option('--strict', 'tolerated counts as fail')
    .option('--lanes <n>', 'scenarios at the same time', lanes)
    .option('--out <folder>', 'where the reports go', DEFAULT_OPTIONS.out)
    .option('--seed <n>', 'seed of what is drawn at random', seed)
    .option('--out-of-service', 'the device is out of service: it may be taken over for the test')
    .option('--features <folder>', 'folder of the feature files', DEFAULT_OPTIONS.features)
    .option('--steps <file...>', 'further step files, for scenarios of your own')
    .addOption(new Option('--clock <kind>', 'what stamps the frames; capture: tcpdump beside, which has to be allowed to').choices(['socket', 'capture']).default('socket'))
    .option('--no-html', 'no Allure HTML')
    .showSuggestionAfterError(true)
    .exitOverride();
  program.parse(argv, { from: 'user' });
  const { deviation, list: listing, ...flags } = program.opts<Flags>();
  const words = program.args;
  const hosts = words.filter((word) => !ID.test(word) && ADDRESS.test(word));
  const odd = words.filter((word) => !ID.test(word) && !ADDRESS.test(word));
  if (odd.length > 0) {
    throw new NotStarted(`"${odd[0] ?? ''}" is neither an address nor the id of a scenario or requirement (like SST-003); see npm test -- --list`, 2);
  }
  if (hosts.length > 1) throw new NotStarted(`one device at a time: got the addresses ${hosts.join(' and ')}`, 2);
  const host = hosts[0];
  return {
    list: listing === true,
    options: {
      ...DEFAULT_OPTIONS,
      ...optionsOfEnvironment(process.env),
      ...flags,
      ...(host === undefined ? {} : { host }),
      deviations: deviation ?? [],
      ids: words.filter((word) => ID.test(word)),
      command: ['npm test', ...(argv.length === 0 ? [] : ['--', ...argv])].join(' '),
    },
  };
}

async function main(): Promise<void> {
  let options = DEFAULT_OPTIONS;
  try {
    const parsed = parse(process.argv.slice(2));
    options = parsed.options;
    if (parsed.list) {
      process.stdout.write(list(options, targetOf(options)));
      return;
    }
    writeOptions(options, process.env);
    if (options.dryRun) {
      targetOf(options);
      process.exitCode = await dryRun(options);
      return;
    }
    const session = await prepare(options, process.env);
    const { runConfiguration } = await loadConfiguration({ file: false, provided: cucumberConfiguration(options, session.lanes) });
    // The exit code is that of the results; the plugin has set it.
    await runCucumber(runConfiguration);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
    } else if (error instanceof NotStarted) {
      await printNotStarted(error, options);
      process.exitCode = error.exitCode;
    } else if (error instanceof RangeError) {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 2;
    } else {
      process.stderr.write(`spec104 itself failed: ${inspect(error)}\n`);
      process.exitCode = 3;
    }
  }
}

void main();
