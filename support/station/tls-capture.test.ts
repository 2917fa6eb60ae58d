import { expect } from 'chai';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { encodeU } from '../protocol/apci';
import { pcapng } from '../record/pcapng';
import type { Guard } from '../transport/guard';
import { Connection } from '../transport/connection';
import { TestPki } from '../transport/pki/test-pki';
import { Recorder } from '../transport/recorder';
import { configurationOf, embeddedProfile, tlsOf } from './configuration';
import { Station } from './server';

const run = promisify(execFile);
const FREE: Guard = { connect: () => undefined, connection: () => ({ check: () => undefined }) };
const HOST = '127.0.0.1';

/** That it is missing is said by the check which compares the codec with it. */
const HAS_TSHARK = spawnSync('tshark', ['--version']).error === undefined;

/** What tshark reads inside TLS on the one connection of a capture, in hex, each direction in its order. */
async function inside(capture: Uint8Array): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'spec104-tls-'));
  try {
    const file = join(folder, 'tls.pcapng');
    writeFileSync(file, capture);
    const { stdout } = await run('tshark', ['-n', '-r', file, '-q', '-z', 'follow,tls,raw,0']);
    return stdout.split('\n').map((line) => line.trim()).filter((line) => /^68[0-9a-f]*$/.test(line));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('a capture of 104 over TLS', () => {
  for (const version of HAS_TSHARK ? (['TLSv1.2', 'TLSv1.3'] as const) : []) {
    it(`opens decrypted in tshark without any further file, ${version}, also after a renegotiation`, async function () {
      this.timeout(30_000);
      const pki = await TestPki.create();
      const profile = embeddedProfile();
      const station = await Station.listen({ ...configurationOf(profile, { host: HOST, port: 0 }), tls: tlsOf(profile, 0, await pki.device()) });
      const recorder = new Recorder('capture', true);
      try {
        const tls = { trust: pki.trust, identity: await pki.identity('valid'), minVersion: version, maxVersion: version };
        const connection = await Connection.open({ host: HOST, port: station.securePort ?? 0 }, { recorder, guard: FREE, name: 'A', timeoutMs: 5000, tls });
        const con = async (): Promise<void> => {
          const from = recorder.position;
          connection.send(encodeU('TESTFR act'));
          await recorder.until((event) => event.kind === 'apdu' && event.direction === 'received', 5000, from);
        };
        await con();
        if (version === 'TLSv1.2') expect(await connection.renegotiate(5000)).to.equal(true);
        await con();
        connection.destroy();
        const act = Buffer.from(encodeU('TESTFR act')).toString('hex');
        const answer = Buffer.from(encodeU('TESTFR con')).toString('hex');
        expect(await inside(pcapng(recorder.record()))).to.deep.equal([act, answer, act, answer]);
      } finally {
        recorder.stop();
        await station.close();
      }
    });
  }
});
