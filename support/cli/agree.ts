import { Command, InvalidArgumentError } from 'commander';
import { compare } from '../agreement/compare';
import { corpus } from '../agreement/corpus';
import { ESTABLISHED, judge } from '../agreement/listed';
import { captureFormats, findEditcap } from '../agreement/editcap';
import type { Find } from '../agreement/readings';
import { findScapy } from '../agreement/scapy';
import { findTshark } from '../agreement/tshark';

/**
 * `npm run agree`: has everything that we encode read by decoders that nobody here wrote, field by field, and fails on a
 * disagreement that is not listed, or listed and gone. A decoder that this machine lacks is named in one line; where CI
 * is `true` that is a failure.
 */

const EXIT = { ok: 0, failed: 1, usage: 2 } as const;
const SHOWN = 20;
let failed = false;

function fail(line: string): void {
  failed = true;
  process.stdout.write(`${line}\n`);
}

function lacks(missing: string): void {
  if (process.env['CI'] === 'true') fail(`missing, and CI asks for everything: ${missing}`);
  else process.stdout.write(`not run: ${missing}\n`);
}

async function agree(find: Find, apdus: readonly Uint8Array[]): Promise<void> {
  const other = await find();
  if ('missing' in other) {
    lacks(other.missing);
    return;
  }
  const { fields, differences } = await compare(other, apdus);
  const { unlisted, stale } = judge(other.name, differences);
  const known = differences.length - unlisted.length;
  process.stdout.write(`${other.name} ${other.version}: ${apdus.length} APDUs, ${fields} fields, ${known} listed disagreements, ${unlisted.length} others\n`);
  for (const one of unlisted.slice(0, SHOWN)) fail(`  ${one.type}, ${one.field}: ${one.kind}, ${one.times} times: ${one.example}`);
  if (unlisted.length > SHOWN) fail(`  and ${unlisted.length - SHOWN} more`);
  const established = ESTABLISHED[other.name];
  for (const one of stale) {
    if (other.version === established) fail(`  listed, but gone: ${one}`);
    else process.stdout.write(`  ${one}: seen with ${established ?? 'no version'}, no more with ${other.version}\n`);
  }
}

async function agreeOnFiles(apdus: readonly Uint8Array[]): Promise<void> {
  const { missing } = await findEditcap();
  if (missing !== undefined) {
    lacks(missing);
    return;
  }
  const wrong = await captureFormats(apdus);
  process.stdout.write(`editcap: our captures in each of its formats: ${wrong.length === 0 ? 'the same octets and times' : 'not the same'}\n`);
  for (const line of wrong) fail(`  ${line}`);
}

const whole = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('expected a whole number.');
  return Number(text);
};

const program = new Command('npm run agree --')
  .description('Compares the codec with tshark and scapy, field by field')
  .option('--each <number>', 'ASDUs of each form of each type', whole, 40)
  .option('--seed <number>', 'of the values that are drawn', whole, 104)
  .action(async ({ each, seed }: { each: number; seed: number }) => {
    const apdus = corpus(each, seed);
    for (const find of [findScapy, findTshark]) await agree(find, apdus);
    await agreeOnFiles(apdus);
    process.exitCode = failed ? EXIT.failed : EXIT.ok;
  });
program.exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage));
program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = EXIT.failed;
});
