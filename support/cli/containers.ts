import { randomUUID } from 'node:crypto';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import {
  buildImage,
  ContainerError,
  engineAvailable,
  removeAbandonedContainers,
  startContainer,
  stationNames,
} from '../dut/container';

/** `npm run containers`: the containerised stations by hand. Contract: docker/README.md. */

const EXIT = { ok: 0, usage: 2, broken: 3 } as const;

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new InvalidArgumentError('expected a port, 1 to 65535.');
  return port;
}

async function build(names: readonly string[], verbose: boolean): Promise<void> {
  for (const name of names) {
    const begin = performance.now();
    const tag = await buildImage(name, verbose ? (line) => console.log(line) : undefined);
    console.log(`${name}: ${tag}, ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  }
}

async function start(name: string, port: number): Promise<void> {
  await removeAbandonedContainers();
  await build([name], false);
  const stopAsked = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  const station = await startContainer({ name, lane: 0, runId: `by-hand-${randomUUID()}`, port });
  try {
    console.log(`${name} listens on ${station.host}:${station.port}, control channel on port ${station.controlPort}`);
    console.log('Ctrl-C ends it');
    // A pending promise alone does not keep the process alive.
    const alive = setInterval(() => undefined, 60_000);
    await stopAsked;
    clearInterval(alive);
  } finally {
    await station.stop();
  }
}

const program = new Command('containers')
  .description('Controlled stations in containers (docker/README.md)')
  .exitOverride();

program
  .command('engine')
  .description('say whether containers can be started here')
  .action(async () => {
    const { available, reason } = await engineAvailable();
    console.log(reason);
    process.exitCode = available ? EXIT.ok : EXIT.broken;
  });

program
  .command('list')
  .description('name the stations there are')
  .action(() => console.log(stationNames().join('\n')));

program
  .command('build')
  .description('build the images of these stations, or of all')
  .argument('[names...]')
  .option('--verbose', "show the build's own output", false)
  .option('--without <names...>', 'all but these', [])
  .action((names: string[], { verbose, without }: { readonly verbose: boolean; readonly without: readonly string[] }) =>
    build((names.length > 0 ? names : stationNames()).filter((name) => !without.includes(name)), verbose),
  );

program
  .command('start')
  .description('start one station and keep it until Ctrl-C')
  .argument('<name>')
  .option('--port <number>', 'TCP port of the station on this host', portNumber, 2404)
  .action((name: string, options: { readonly port: number }) => start(name, options.port));

program.parseAsync().catch((thrown: unknown) => {
  if (thrown instanceof CommanderError) {
    // It has said what is wrong itself; help and version end here as well.
    process.exitCode = thrown.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return;
  }
  if (!(thrown instanceof ContainerError)) throw thrown;
  console.error(thrown.message);
  process.exitCode = thrown.code === 'no-such-station' ? EXIT.usage : EXIT.broken;
});
