import { expect } from 'chai';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { dialTcp, plainLegs, type Legs } from './legs';
import { pause, Rig } from './testing-rig';

describe('legs of a proxy', () => {
  let rig: Rig;
  afterEach(async () => {
    await rig.close();
  });

  it('are replaceable: what is done before the first octet passes is theirs', async () => {
    const order: string[] = [];
    const legs: Legs = {
      accept: async (tcp, signal) => {
        order.push('accept');
        return plainLegs().accept(tcp, signal);
      },
      dial: async (to, signal) => {
        const tcp = await dialTcp(to, signal);
        tcp.write('hello');
        order.push('dial');
        return { octets: tcp, tcp };
      },
    };
    rig = await Rig.open({ legs });
    const { client, server } = await rig.pair();
    client.send('01');
    expect((await server.count(6)).toString('latin1')).to.equal('hello\u0001');
    expect(order).to.deep.equal(['accept', 'dial']);
  });

  it('refuse with the reason of theirs, and the listener stays', async () => {
    let broken = true;
    const plain = plainLegs();
    const refusal = Object.assign(new Error('no common version'), { code: 'HANDSHAKE' });
    rig = await Rig.open({ legs: { ...plain, accept: (tcp, signal) => (broken ? Promise.reject(refusal) : plain.accept(tcp, signal)) } });
    expect(await rig.client().end()).to.equal('RST');
    expect(rig.events.find((event) => event.kind === 'refused')).to.include({ code: 'HANDSHAKE' });
    broken = false;
    const { client, server } = await rig.pair();
    client.send('01');
    await server.count(1);
  });

  it('are told when the client is gone, and nothing is left open', async () => {
    let told: unknown;
    rig = await Rig.open({
      legs: {
        ...plainLegs(),
        dial: (_to, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => {
          told = signal.reason;
          reject(signal.reason as Error);
        })),
      },
    });
    const { socket }: { socket: Socket } = rig.client();
    await once(socket, 'connect');
    await pause(20);
    socket.resetAndDestroy();
    await pause(40);
    expect((told as Error).message).to.equal('the client is gone');
    expect(rig.kinds()).to.deep.equal(['listener']);
  });
});
