import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { ProfileError, parseProfile } from '../profile/parse';
import type { Profile } from '../profile/profile';
import { TLS_PORT } from '../profile/settings';
import { describe } from '../protocol/describe';
import { configurationOf, embeddedProfile, tlsOf, type StationConfiguration, type StationTls } from '../station/configuration';
import { ControlChannel } from '../station/control';
import { deviationNamed, DEVIATIONS, seamsOf, UnknownDeviationError } from '../station/deviations';
import { Station, type StationObserver } from '../station/server';
import { deviceOf, PkiError } from '../transport/pki/folder';

/** `npm run station`: the reference controlled station, honest or with deviations, until Ctrl-C. */

const EXIT = { ok: 0, broken: 1, usage: 2 } as const;

/** The command line asks for something that is not there. */
class UsageError extends Error {
  readonly code = 'usage';
}

interface Options {
  readonly port: number;
  readonly host: string;
  readonly controlHost: string;
  readonly controlPort?: number;
  readonly furtherPorts?: readonly number[];
  readonly profile?: string;
  readonly tlsPort?: number;
  readonly pki?: string;
  readonly deviation?: readonly string[];
  readonly listDeviations?: boolean;
  readonly cyclic?: number;
  readonly eventsEvery?: number;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

function wholeNumber(least: number, most: number, what: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < least || value > most) {
      throw new InvalidArgumentError(`expected ${what}, ${least} to ${most}.`);
    }
    return value;
  };
}

const LONGEST_MS = 2 ** 31 - 1;

const tcpPort = wholeNumber(0, 65535, 'a TCP port');

function tcpPorts(text: string): readonly number[] {
  return text.split(',').map(tcpPort);
}

function commandLine(): Command {
  return new Command('npm run station --')
    .description('A controlled station of IEC 60870-5-104 to test against')
    .addOption(new Option('--port <number>', 'TCP port; 0 lets the system choose').argParser(tcpPort).default(2404).env('PORT'))
    .addOption(new Option('--host <address>', 'address to listen on').default('127.0.0.1').env('HOST'))
    .addOption(new Option('--control-port <number>', 'TCP port that takes "status", "events N" and "cyclic MS"; 0: none').argParser(tcpPort).env('CONTROL_PORT'))
    .addOption(new Option('--control-host <address>', 'address of the control port').default('127.0.0.1').env('CONTROL_HOST'))
    .addOption(new Option('--further-ports <list>', "TCP ports of the profile's further endpoints, with commas between; as far from the main one as declared unless said").argParser(tcpPorts).env('FURTHER_PORTS'))
    .option('--profile <file>', 'take objects, timers and windows from this profile')
    .option('--pki <folder>', 'listen over TLS, too, with the certificates of this folder, made with: npm run pki -- --out <folder>')
    .addOption(new Option('--tls-port <number>', 'TCP port of TLS, with --pki; 0 lets the system choose (default: 19998)').argParser(tcpPort))
    .option('--deviation <name...>', 'deviate from the standard in this way')
    .option('--list-deviations', 'show all deviations and what they break')
    .addOption(new Option('--cyclic <ms>', 'period of cyclic data, 0 for none').argParser(wholeNumber(0, LONGEST_MS, 'milliseconds')).env('CYCLIC_MS'))
    .option('--events-every <ms>', 'a spontaneous event every so many milliseconds', wholeNumber(1, LONGEST_MS, 'milliseconds'))
    .option('--json', 'one JSON object a line')
    .option('-v, --verbose', 'show every APDU');
}

function deviationList(): string {
  const width = Math.max(...DEVIATIONS.map(({ name }) => name.length));
  return DEVIATIONS.map(({ name, breaks, line }) => `${name.padEnd(width)}  ${line} (${breaks.join(', ')})`).join('\n');
}

function profileFrom(path: string | undefined): Profile {
  if (path === undefined) return embeddedProfile();
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read the profile ${path}: ${(error as Error).message}`);
  }
  return parseProfile(text, path);
}

/** Lines for people, or one JSON object each. */
function observerOf(options: Options): StationObserver {
  const say = (text: string, json: object): void => console.log(options.json === true ? JSON.stringify(json) : text);
  const seconds = (): string => (performance.now() / 1000).toFixed(3).padStart(9);
  return {
    connection: (peer, what, reason) =>
      say(`${seconds()} ${peer} ${what}${reason === undefined ? '' : `: ${reason}`}`, { event: 'connection', what, peer, reason }),
    ...(options.verbose === true
      ? {
          traffic: (peer, direction, apdu) =>
            say(`${seconds()} ${peer} ${direction === 'sent' ? '->' : '<-'} ${describe(apdu)}`, {
              event: 'apdu',
              peer,
              direction,
              text: describe(apdu),
              octets: Buffer.from(apdu.octets).toString('hex'),
            }),
        }
      : {}),
  };
}

async function serve(options: Options): Promise<void> {
  const deviations = options.deviation ?? [];
  const profile = profileFrom(options.profile);
  const tls = await tlsFrom(profile, options);
  const shape = configurationOf(profile, { host: options.host, port: options.port });
  const configuration: StationConfiguration = {
    ...shape,
    ...(options.cyclic === undefined ? {} : { cyclicMs: options.cyclic }),
    ...(tls === undefined ? {} : { tls }),
    further: shape.further.map(({ declared, port }, at) => ({ declared, port: options.furtherPorts?.[at] ?? port })),
  };
  deviations.forEach(deviationNamed);
  const asked = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  const station = await Station.listen(configuration, seamsOf(deviations), observerOf(options));
  const { host, port, securePort } = station;
  const control = await controlOf(station, options);
  if (options.json === true) console.log(JSON.stringify({ event: 'ready', station: 'spec104', host, port, securePort, controlPort: control?.port, deviations }));
  else console.log(`station listens on ${host}:${port}${securePort === undefined ? '' : `, over TLS on ${host}:${securePort}`}${deviations.length === 0 ? '' : ` and deviates: ${deviations.join(', ')}`}; Ctrl-C ends it`);
  const { eventsEvery } = options;
  const events = eventsEvery === undefined ? undefined : setInterval(() => station.generate(1), eventsEvery);
  await asked;
  clearInterval(events);
  await control?.close();
  await station.close();
}

/** Its side of TLS, where it is given certificates for that. */
async function tlsFrom(profile: Profile, { pki, tlsPort }: Options): Promise<StationTls | undefined> {
  if (pki === undefined) {
    if (tlsPort !== undefined) throw new UsageError('--tls-port needs certificates: npm run pki -- --out pki, then --pki pki');
    return undefined;
  }
  return tlsOf(profile, tlsPort ?? TLS_PORT, await deviceOf(pki));
}

async function controlOf(station: Station, { controlHost: host, controlPort: port }: Options): Promise<ControlChannel | undefined> {
  return port === undefined || port === 0 ? undefined : ControlChannel.listen(station, { host, port });
}

function exitCodeOf(error: unknown): number {
  return [UnknownDeviationError, ProfileError, UsageError, PkiError].some((kind) => error instanceof kind) ? EXIT.usage : EXIT.broken;
}

async function main(): Promise<void> {
  // Commander ends wrong usage with 1 where this project says 2.
  const program = commandLine().exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage));
  program.parse();
  const options = program.opts<Options>();
  if (options.listDeviations === true) {
    console.log(deviationList());
    return;
  }
  await serve(options);
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = exitCodeOf(error);
});
