import { expect } from 'chai';
import type { WireRecord } from '../record/record';
import { isLogged, loggedAs, overTlsOnly, SECURITY_LOG, timedAndNumbered, wellFormed } from './security-log';

const GOOD = '<105>1 2026-01-01T00:00:01.000Z rtu tls 1 IEC62351-14:1 [62351-14@41912 ID="IEC62351-3:2.8" SEQ="7"] expired';

function recordOf(...lines: readonly string[]): WireRecord {
  const events = lines.map((line, at) => ({ kind: 'mark' as const, connection: '-', index: at + 1, time: 1000, text: `${SECURITY_LOG}${line}` }));
  return { scenario: 's', clock: 'socket event', startedAt: '2026-01-01T00:00:00.000Z', lagMs: 1, closeKindReliable: true, events };
}

describe('what a device logs of security events', () => {
  it('is the event by its number and severity; another one is recorded, and nothing at all fails', () => {
    expect(loggedAs(recordOf(GOOD), 0, '2.8', 'alarm').verdict).to.equal('pass');
    expect(loggedAs(recordOf(GOOD), 0, '2.8', 'warning').verdict).to.equal('observed');
    expect(loggedAs(recordOf(GOOD), 0, '2.4', 'alarm').verdict).to.equal('observed');
    expect(loggedAs(recordOf(GOOD), 1, '2.8', 'alarm').verdict).to.equal('fail');
    expect(isLogged(recordOf(GOOD), 0, '2.8')).to.equal(true);
    const done = GOOD.replace('3:2.8', '3:1.1');
    expect(loggedAs(recordOf(done), 0, '2.6', 'warning')).to.include({ verdict: 'fail' }).and.have.property('message').that.matches(/only that a handshake was done/);
    expect(loggedAs(recordOf(done, GOOD), 0, '2.6', 'warning').verdict).to.equal('observed');
  });

  it('has the form of RFC 5424 and the fields of the draft', () => {
    expect(wellFormed(recordOf(GOOD), 0).verdict).to.equal('pass');
    for (const line of ['<34>Oct 11 22:14:15 rtu expired', GOOD.replace('IEC62351-14:1', '-'), GOOD.replace('62351-14@', 'own@'), GOOD.replace('<105>', '<13>')]) {
      expect(wellFormed(recordOf(GOOD, line), 0).verdict, line).to.equal('fail');
    }
    expect(wellFormed(recordOf(), 0).verdict).to.equal('inconclusive');
  });

  it('has its time in UTC and a number', () => {
    expect(timedAndNumbered(recordOf(GOOD), 0).verdict).to.equal('pass');
    for (const line of [GOOD.replace('01.000Z', '01.000+02:00'), GOOD.replace('2026-01-01T00:00:01.000Z', '-'), GOOD.replace(' SEQ="7"', ''), GOOD.replace('"7"', '"0"')]) {
      expect(timedAndNumbered(recordOf(line), 0).verdict, line).to.equal('fail');
    }
  });

  it('comes over TLS', () => {
    expect(overTlsOnly(recordOf(GOOD), 0, 'tls').verdict).to.equal('pass');
    expect(overTlsOnly(recordOf(GOOD), 0, 'udp').verdict).to.equal('fail');
    expect(overTlsOnly(recordOf(), 0, 'udp').verdict).to.equal('inconclusive');
  });
});
