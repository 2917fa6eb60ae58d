import { Command, InvalidArgumentError } from 'commander';
import { benchClock, CLOCK_BENCH } from '../bench/clock';
import { benchCodec, CODEC_BENCH } from '../bench/codec/bench';
import { benchMaster, MASTER_BENCH } from '../bench/master/bench';
import { benchProxy, PROXY_BENCH, toxiproxyOnPath } from '../bench/proxy';

/** `npm run bench -- NAME`: what parts of spec104 cost on this machine. */

const EXIT = { ok: 0, usage: 2 } as const;

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number of at least 1.');
  return value;
}

const program = new Command('npm run bench --').description('Measures parts of spec104 beside their alternatives');

program
  .command('proxy')
  .description('the proxy beside a direct connection, a bare pipe and Toxiproxy')
  .option('--toxiproxy <file>', "Toxiproxy's server; default: the one on the search path")
  .option('--rounds <number>', 'rounds of which the median counts', count, PROXY_BENCH.rounds)
  .option('--megabytes <number>', 'what each path carries in each round', count, PROXY_BENCH.megabytes)
  .option('--pairs <number>', 'TESTFR pairs in each round', count, PROXY_BENCH.pairs)
  .option('--connections <number>', 'connections at once', count, PROXY_BENCH.connections)
  .option('--churn <number>', 'connections one after the other: sockets, timers and memory before and after', count, PROXY_BENCH.churn)
  .option('--gigabytes <number>', 'through one connection: the course of the memory', count, PROXY_BENCH.gigabytes)
  .action(async (options: typeof PROXY_BENCH) => benchProxy({ ...options, toxiproxy: options.toxiproxy ?? toxiproxyOnPath() }, console.log));

program
  .command('codec')
  .description('decoding and encoding beside lib60870-C, go-iecp5 and scapy, where their runtimes are')
  .option('--apdus <number>', 'size of the corpus', count, CODEC_BENCH.apdus)
  .option('--rounds <number>', 'rounds of which the median counts', count, CODEC_BENCH.rounds)
  .option('--seed <number>', 'seed of the corpus', count, CODEC_BENCH.seed)
  .action(async (options: typeof CODEC_BENCH) => benchCodec(options, console.log));

program
  .command('master')
  .description('the controlling station on a flooding station beside those of c104 and go-iecp5, where their runtimes are')
  .option('--frames <number>', 'I formats of each connection', count, MASTER_BENCH.frames)
  .option('--rounds <number>', 'rounds of which the median counts', count, MASTER_BENCH.rounds)
  .action(async (options: typeof MASTER_BENCH) => benchMaster(options, console.log));

program
  .command('clock')
  .description("the record's times beside those of tcpdump, on loopback; needs tcpdump and the right to capture")
  .option('--frames <number>', 'I formats to time', count, CLOCK_BENCH.frames)
  .action(async (options: typeof CLOCK_BENCH) => benchClock(options, console.log));

// Commander ends wrong usage with 1 where this project says 2.
program.exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage));
program.parseAsync().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 1;
});
