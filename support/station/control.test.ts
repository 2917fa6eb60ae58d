import { expect } from 'chai';
import { createConnection } from 'node:net';
import { configurationOf, embeddedProfile } from './configuration';
import { ControlChannel } from './control';
import { Station } from './server';

describe('the control channel of the reference station', () => {
  let station: Station;
  let channel: ControlChannel;

  beforeEach(async () => {
    station = await Station.listen(configurationOf(embeddedProfile(), { host: '127.0.0.1', port: 0 }));
    channel = await ControlChannel.listen(station, { host: '127.0.0.1', port: 0 });
  });

  afterEach(async () => {
    await channel.close();
    await station.close();
  });

  async function ask(line: string): Promise<Record<string, unknown>> {
    const socket = createConnection({ host: '127.0.0.1', port: channel.port });
    socket.write(line);
    let text = '';
    for await (const data of socket) text += String(data);
    return JSON.parse(text) as Record<string, unknown>;
  }

  it('makes exactly as many events as it is told, and says what waits', async () => {
    expect(await ask('events 3\n')).to.include({ ok: true, queued: 3 });
    expect(await ask('status\n')).to.include({ ok: true, queued: 3, connections: 0, started: 0 });
  });

  it('refuses what it does not know in words', async () => {
    const answer = await ask('explode\n');
    expect(answer).to.include({ ok: false });
    expect(answer['error']).to.contain('"events N"');
  });

  it('does not wait for the end of a line that never ends', async () => {
    expect(await ask('x'.repeat(1000))).to.include({ ok: false });
  });
});
