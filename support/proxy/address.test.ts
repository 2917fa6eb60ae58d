import { expect } from 'chai';
import { AddressError, addressOf, addressText } from './address';
import { AttributeError } from './fault';
import { faultFromText, FaultTextError } from './fault-text';
import { UnknownFaultError } from './kinds';

describe('addresses and faults on the command line', () => {
  it('reads host and port', () => {
    expect(addressOf('127.0.0.1:2404')).to.deep.equal({ host: '127.0.0.1', port: 2404 });
    expect(addressOf('[::1]:2404')).to.deep.equal({ host: '::1', port: 2404 });
    expect(addressOf(':80')).to.deep.equal({ host: '0.0.0.0', port: 80 });
    expect(addressOf('rtu', 2404)).to.deep.equal({ host: 'rtu', port: 2404 });
    expect(addressText({ host: '::1', port: 1 })).to.equal('[::1]:1');
  });

  it('refuses what is none', () => {
    for (const text of ['', 'rtu', 'rtu:x', 'rtu:70000', '::1:2404', 'a b:1']) expect(() => addressOf(text), text).to.throw(AddressError);
  });

  it('reads faults', () => {
    const armed = faultFromText('drop_apdu,upstream,match.format=S,match.nr=5..9,nth=3');
    expect([armed.name, armed.stream]).to.deep.equal(['drop_apdu_upstream', 'upstream']);
    expect(armed.attributes).to.include({ nth: 3, count: 0 });
    expect(armed.attributes?.['match']).to.deep.equal({ format: 'S', nr: [5, 9] });
    expect(faultFromText('modify_apdu,ns_shift=-1').attributes).to.include({ ns_shift: -1 });
  });

  it('refuses faults that are none', () => {
    expect(() => faultFromText('fire')).to.throw(UnknownFaultError);
    expect(() => faultFromText('latency,sideways')).to.throw(FaultTextError, '"sideways"');
    expect(() => faultFromText('latency,latency=soon')).to.throw(AttributeError);
  });
});
