import { expect } from 'chai';
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { TestPki } from './pki/test-pki';
import { SecurityLog, SyslogFrames, type LogTransport } from './security-log';

const LINE = '<13>1 - - - - - - hello';

async function received(transport: LogTransport, send: (port: number) => void, credentials = { key: '', chain: '' }): Promise<string> {
  const log = await SecurityLog.open({ host: '127.0.0.1', port: 0, transport }, credentials);
  const came = new Promise<string>((resolve) => log.subscribe(resolve));
  send(log.endpoint.port);
  const line = await came;
  await log.close();
  return line;
}

describe('the receiver of a security log', () => {
  it('takes a message over UDP, TCP and TLS', async () => {
    expect(await received('udp', (port) => {
      const socket = createSocket('udp4');
      socket.send(LINE, port, '127.0.0.1', () => socket.close());
    })).to.equal(LINE);
    expect(await received('tcp', (port) => void connect(port, '127.0.0.1').end(`${LINE}\n`))).to.equal(LINE);
    const device = await (await TestPki.create()).device();
    expect(await received('tls', (port) => {
      const socket = connectTls({ port, host: '127.0.0.1', ca: [...device.trust], checkServerIdentity: () => undefined }, () => socket.end(`${LINE.length} ${LINE}`));
    }, device)).to.equal(LINE);
  });

  it('cuts messages out of a stream at every split, by their lengths and by lines', () => {
    for (const octets of [Buffer.from(`${LINE.length} ${LINE}${LINE.length} ${LINE}`), Buffer.from(`${LINE}\n${LINE}\n`)]) {
      for (let split = 0; split <= octets.length; split++) {
        const frames = new SyslogFrames();
        expect([...frames.push(octets.subarray(0, split)), ...frames.push(octets.subarray(split))], `split at ${split}`).to.deep.equal([LINE, LINE]);
      }
    }
  });
});
