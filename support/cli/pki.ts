import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { identityLines, PkiError, writePki } from '../transport/pki/folder';

/** `npm run pki`: certificates for a device and for every controlling station that a scenario pretends to be. */

interface Flags {
  readonly out: string;
  readonly key: 'P-256' | 'RSA 2048';
  readonly csr?: string;
  readonly ca?: string;
  readonly caKey?: string;
  readonly passphraseVariable?: string;
}

async function main(): Promise<void> {
  const program = new Command('npm run pki --')
    .description('Makes the certificates that scenarios over TLS need, and says what to load into the device.')
    .requiredOption('--out <folder>', 'where to write; keys are readable by you only')
    .addOption(new Option('--key <kind>', 'kind of key of authorities and device').choices(['P-256', 'RSA 2048']).default('P-256'))
    .option('--csr <file>', 'signing request of the device (PEM): its certificate is made for it')
    .option('--ca <file>', 'certificate of an authority of your own (PEM)')
    .option('--ca-key <file>', 'its key (PEM)')
    .option('--passphrase-variable <name>', 'environment variable that holds the passphrase of that key');
  program.parse();
  const flags = program.opts<Flags>();
  if ((flags.ca === undefined) !== (flags.caKey === undefined)) throw new PkiError('--ca and --ca-key go together');
  const read = (file: string): string => readFileSync(file, 'utf8');
  const passphrase = flags.passphraseVariable === undefined ? undefined : process.env[flags.passphraseVariable];
  const list = await writePki(flags.out, {
    key: flags.key,
    ...(flags.csr === undefined ? {} : { request: read(flags.csr) }),
    ...(flags.ca === undefined || flags.caKey === undefined
      ? {}
      : { root: { certificate: read(flags.ca), key: read(flags.caKey), ...(passphrase === undefined ? {} : { passphrase }) } }),
  });
  process.stdout.write(`Load into the device:\n${list.map((line) => `  ${line}\n`).join('')}`);
  process.stdout.write(`\nThen put into its profile:\n  tls: { used: true, port: 19998, pki: ${JSON.stringify(flags.out)} }\n`);
  process.stdout.write(`\nControlling stations of the scenarios:\n${identityLines().map((line) => `  ${line}\n`).join('')}`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
});
