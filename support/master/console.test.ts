import { expect } from 'chai';
import { encodeAsdu } from '../protocol/asdu';
import { HELP, OrderError, orderOf } from './console';

const AT = new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6));

function octets(line: string): string {
  const order = orderOf(line, AT);
  if (order.kind !== 'asdu') throw new Error(`${line} gives no ASDU`);
  return Buffer.from(encodeAsdu(order.asdu)).toString('hex');
}

describe('orders to the controlling station', () => {
  it('make the ASDUs that they name', () => {
    expect(octets('gi')).to.equal('64010600ffff00000014');
    expect(octets('gi 7')).to.equal('64010600070000000014');
    expect(octets('read 1 100')).to.equal('660105000100640000');
    expect(octets('sc 1 5000 on')).to.equal('2d01060001008813' + '0001');
    expect(octets('SC 1 5000 off')).to.equal('2d010600010088130000');
    expect(octets('test 1')).to.match(/^6b01060001000000000000/);
  });

  it('name acts, octets, acknowledgements, waits and ends', () => {
    expect(orderOf(' startdt ', AT)).to.deep.equal({ kind: 'act', act: 'STARTDT act' });
    expect(orderOf('raw 68 04 43 00 00 00', AT)).to.deep.equal({ kind: 'octets', octets: Uint8Array.of(0x68, 4, 0x43, 0, 0, 0) });
    expect(orderOf('ack off', AT)).to.deep.equal({ kind: 'acknowledging', on: false });
    expect(orderOf('wait 0.5', AT)).to.deep.equal({ kind: 'wait', ms: 500 });
    expect(orderOf('rst', AT)).to.deep.equal({ kind: 'close', how: 'RST' });
    expect(orderOf('# a remark', AT)).to.deep.equal({ kind: 'nothing' });
  });

  for (const line of ['gii', 'gi 70000', 'gi x', 'read 1', 'read 1 16777216', 'sc 1 5000', 'raw 68 0', 'raw zz', 'raw', 'ack maybe', 'wait', 'wait -1', 'test']) {
    it(`"${line}" is refused`, () => {
      expect(() => orderOf(line, AT)).to.throw(OrderError);
    });
  }

  it('are listed', () => {
    for (const word of ['startdt', 'gi', 'read', 'test', 'sc', 'raw', 'ack', 'wait', 'rst', 'quit']) expect(HELP).to.contain(word);
  });
});
