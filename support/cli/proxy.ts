import { Command, Option } from 'commander';
import { AddressError, addressOf, addressText } from '../proxy/address';
import { ControlServer } from '../proxy/control-server';
import { LISTENER } from '../proxy/events';
import { AttributeError } from '../proxy/fault';
import { FaultTextError, faultFromText } from '../proxy/fault-text';
import { FAULTS, UnknownFaultError } from '../proxy/kinds';
import { openApi } from '../proxy/openapi';
import { ProxySet, type StampedEvent } from '../proxy/proxy-set';
import { ArmedNameError } from '../proxy/proxy';
import type { Legs } from '../proxy/legs';
import { tlsLegs } from '../proxy/tls-legs';
import { deviceOf, openPki, PkiError } from '../transport/pki/folder';
import { IDENTITY_NAMES, type IdentityName } from '../transport/pki/identities';

/** `npm run proxy`: faults between any controlling and any controlled station, until Ctrl-C. */

const EXIT = { ok: 0, broken: 1, usage: 2 } as const;

/** The command line asks for something that cannot be. */
class UsageError extends Error {
  readonly code = 'usage';
}

interface Options {
  readonly listen?: readonly string[];
  readonly upstream?: readonly string[];
  readonly fault?: readonly string[];
  readonly api?: string;
  readonly seed: number;
  readonly silent?: boolean;
  readonly tlsPki?: string;
  readonly tlsSide: 'both' | 'client' | 'server';
  readonly tlsIdentity: IdentityName;
  readonly tlsMaxVersion?: '1.2' | '1.3';
  readonly json?: boolean;
  readonly listFaults?: boolean;
  readonly openapi?: boolean;
}

const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

function commandLine(): Command {
  return new Command('npm run proxy --')
    .description('A proxy that injects faults of octets and of APDUs, on command')
    .addOption(new Option('--listen <host:port>', 'where clients connect; once for each path').argParser(collect))
    .addOption(new Option('--upstream <host:port>', 'the server behind it; once for each --listen').argParser(collect))
    .addOption(new Option('--fault <text>', 'arm a fault: type,upstream|downstream,name=value,... e.g. drop_apdu,upstream,match.format=S,nth=3').argParser(collect))
    .option('--api <host:port>', 'control API (that of Toxiproxy 2, with more toxics)')
    .addOption(new Option('--seed <number>', 'makes jitter and chance repeatable').argParser(Number).default(1))
    .option('--silent', 'answer no SYN at --listen, as behind a firewall that drops')
    .option('--tls-pki <folder>', 'end the TLS of the client and begin it anew to the server, with the certificates of this folder (npm run pki)')
    .addOption(new Option('--tls-side <side>', 'on which side TLS is spoken, with --tls-pki').choices(['both', 'client', 'server']).default('both'))
    .addOption(new Option('--tls-identity <name>', 'whom the server sees, an identity of the folder').choices(IDENTITY_NAMES).default('valid'))
    .addOption(new Option('--tls-max-version <version>', 'highest version of TLS on either side').choices(['1.2', '1.3']))
    .option('--json', 'one JSON object a line')
    .option('--list-faults', 'show all faults and their attributes')
    .option('--openapi', 'print the description of the control API');
}

/** How clients are taken and the server is reached. Throws `PkiError`. */
async function legsFrom({ tlsPki, tlsSide, tlsIdentity, tlsMaxVersion }: Options): Promise<Legs | undefined> {
  if (tlsPki === undefined) {
    if (tlsMaxVersion !== undefined) throw new UsageError('--tls-max-version needs certificates: npm run pki -- --out pki, then --tls-pki pki');
    return undefined;
  }
  const pki = await openPki(tlsPki);
  return tlsLegs({
    ...(tlsSide === 'server' ? {} : { near: await deviceOf(tlsPki) }),
    ...(tlsSide === 'client' ? {} : { far: { identity: await pki.identity(tlsIdentity), trust: pki.trust } }),
    ...(tlsMaxVersion === undefined ? {} : { maxVersion: `TLSv${tlsMaxVersion}` as const }),
  });
}

function faultList(): string {
  return FAULTS.map(({ type, summary, attributes }) => {
    const lines = Object.entries(attributes).map(([name, { meaning }]) => `    ${name.padEnd(16)} ${meaning}`);
    return [`${type}: ${summary}`, ...lines].join('\n');
  }).join('\n');
}

function textOf(event: StampedEvent): string {
  const at = `${event.at.slice(11, 23)} ${event.proxy}`;
  switch (event.kind) {
    case 'opened':
      return `${at} #${event.connection} opened: ${event.client} to ${event.server}`;
    case 'listener':
      return `${at} ${LISTENER[event.state]}`;
    case 'refused':
      return `${at} #${event.connection} refused ${event.client}: ${event.message}`;
    case 'closed':
      return `${at} #${event.connection} closed: ${event.reason}`;
    case 'held back':
      return `${at} #${event.connection} held back: ${event.held.reason}`;
    case 'not 104':
      return `${at} #${event.connection} ${event.stream}: not 104: ${event.detail}`;
    case 'armed':
      return `${at} ${event.fault} armed: ${event.detail}`;
    case 'fired':
      return `${at} #${event.connection} ${event.fault} fired: ${event.detail}`;
    case 'healed':
      return `${at} ${event.connection === undefined ? '' : `#${event.connection} `}${event.fault} healed: ${event.detail}`;
  }
}

function jsonOf(event: StampedEvent): string {
  return JSON.stringify(event, (_key, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value));
}

async function serve(options: Options): Promise<void> {
  const listen = (options.listen ?? []).map((text) => addressOf(text));
  const upstream = (options.upstream ?? []).map((text) => addressOf(text, 2404));
  if (listen.length !== upstream.length) throw new UsageError(`${listen.length} --listen and ${upstream.length} --upstream: each listener needs its server`);
  if (listen.length === 0 && options.api === undefined) throw new UsageError('nothing to do: give --listen and --upstream, or --api. Example: --listen 127.0.0.1:2404 --upstream 192.168.1.100:2404');
  const faults = (options.fault ?? []).map(faultFromText);
  const api = options.api === undefined ? undefined : addressOf(options.api, 8474);
  const legs = await legsFrom(options);
  const asked = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  const say = (text: string, json: object): void => console.log(options.json === true ? JSON.stringify(json) : text);
  const proxies = new ProxySet({ seed: options.seed, ...(legs === undefined ? {} : { legs }), onEvent: (event) => console.log(options.json === true ? jsonOf(event) : textOf(event)) });
  try {
    for (const [i, address] of listen.entries()) {
      const target = upstream[i];
      if (target === undefined) continue;
      const proxy = await proxies.add({ name: listen.length === 1 ? 'proxy' : `proxy${i + 1}`, listen: address, upstream: target, enabled: true, silent: options.silent ?? false });
      for (const [number, fault] of faults.entries()) {
        const taken = faults.slice(0, number).filter(({ name }) => name === fault.name).length;
        proxy.arm({ ...fault, name: taken === 0 ? fault.name : `${fault.name}_${taken + 1}` });
      }
      say(`${proxy.name} listens on ${addressText(proxy.address)} for ${addressText(proxy.upstream)}; Ctrl-C ends it`, {
        event: 'ready',
        name: proxy.name,
        listen: addressText(proxy.address),
        upstream: addressText(proxy.upstream),
      });
    }
    const control = api === undefined ? undefined : await ControlServer.listen(proxies, api);
    if (control !== undefined) say(`control API on http://${addressText(control.address)}`, { event: 'api', listen: addressText(control.address) });
    await asked;
    await control?.close();
  } finally {
    await proxies.close();
  }
}

async function main(): Promise<void> {
  // Commander ends wrong usage with 1 where this project says 2.
  const program = commandLine().exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage));
  program.parse();
  const options = program.opts<Options>();
  if (options.listFaults === true) console.log(faultList());
  else if (options.openapi === true) process.stdout.write(openApi());
  else await serve(options);
}

const USAGE = [UsageError, AddressError, AttributeError, FaultTextError, UnknownFaultError, ArmedNameError, PkiError];

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = USAGE.some((kind) => error instanceof kind) ? EXIT.usage : EXIT.broken;
});
