import { expect } from 'chai';
import { decodeApdu } from '../protocol/decode';
import { encodeU } from '../protocol/apci';
import type { WireEvent, WireRecord } from '../record/record';
import { admitted, askedToRenegotiate, endedItsSide, endedUnheard, notEndedByRenegotiation, notResumed, refused, refusesAfterExpiry, refusesWrongMac, resumed, sessionEnded, shookHands, stillServes, unrenegotiated } from './tls';
import { allAccepted, allRefused, gaveUp, noneWeak, shownSessionNotResumed, speaksNoTls } from './tls-probe';

type Draft = WireEvent extends infer E ? (E extends WireEvent ? Omit<E, 'index' | 'connection'> : never) : never;

function recordOf(...drafts: readonly Draft[]): WireRecord {
  const events = drafts.map((draft, at) => ({ connection: 'A', ...draft, index: at + 1 }));
  return { scenario: 's', clock: 'socket event', startedAt: '', lagMs: 1, closeKindReliable: true, events };
}

const CONNECTED: Draft = { kind: 'connected', time: 0, local: 'a:1', remote: 'b:2' };
const DONE: Draft = { kind: 'tls', time: 20, phase: 'established', version: 'TLSv1.3', suite: 'TLS_AES_128_GCM_SHA256', resumed: false, detail: '' };
const u = (name: 'STARTDT act' | 'STARTDT con' | 'TESTFR con', direction: 'sent' | 'received', time = 30): Draft => ({ kind: 'apdu', time, direction, octets: encodeU(name), apdu: decodeApdu(encodeU(name)) });
const closed = (by: 'device' | 'tester', time = 40): Draft => ({ kind: 'closed', time, by, how: 'FIN' });

describe('what a record says about TLS', () => {
  it('is a refusal when the device ends the handshake, with the name of its alert', () => {
    const outcome = refused(recordOf(CONNECTED, { kind: 'tls', time: 9, phase: 'failed', alert: 'unknown_ca', detail: '' }, closed('device')), 'A');
    expect(outcome.verdict).to.equal('pass');
    expect(outcome.message).to.contain('unknown_ca');
  });

  it('is a refusal when the device ends the connection after the handshake of TLS 1.3, before any APDU of its own', () => {
    expect(refused(recordOf(CONNECTED, DONE, u('STARTDT act', 'sent'), closed('device')), 'A').verdict).to.equal('pass');
  });

  it('is no refusal when the device spoke 104 first', () => {
    expect(refused(recordOf(CONNECTED, DONE, u('STARTDT act', 'sent'), u('STARTDT con', 'received'), closed('device')), 'A').verdict).to.equal('fail');
  });

  it('establishes nothing while the device is silent, or when the tester gave up', () => {
    expect(refused(recordOf(CONNECTED, DONE, u('STARTDT act', 'sent')), 'A').verdict).to.equal('inconclusive');
    expect(refused(recordOf(CONNECTED, { kind: 'tls', time: 9, phase: 'failed', detail: 'no handshake within t0' }, closed('tester')), 'A').verdict).to.equal('inconclusive');
    expect(refused(recordOf(), 'A').verdict).to.equal('inconclusive');
  });

  it('is an admission only with the con of the device', () => {
    expect(admitted(recordOf(CONNECTED, DONE, u('STARTDT act', 'sent'), u('STARTDT con', 'received')), 'A').verdict).to.equal('pass');
    expect(admitted(recordOf(CONNECTED, DONE, u('STARTDT act', 'sent'), closed('device')), 'A').verdict).to.equal('fail');
    expect(admitted(recordOf(CONNECTED, DONE, u('STARTDT act', 'sent')), 'A').verdict).to.equal('inconclusive');
  });

  it('is a device that serves nobody any more when a valid controlling station gets no answer where one got it before', () => {
    const sanity = [CONNECTED, DONE, u('STARTDT con', 'received')].map((draft) => ({ ...draft, connection: 'sanity' }));
    const silent: readonly Draft[] = [CONNECTED, { kind: 'tls', time: 9, phase: 'failed', detail: 'no handshake within t0' }, closed('tester')];
    expect(stillServes(recordOf(...sanity, ...silent), 'A', 'sanity')).to.include({ verdict: 'fail' });
    expect(stillServes(recordOf(...silent), 'A', 'sanity').verdict).to.equal('inconclusive');
    expect(stillServes(recordOf(...sanity, CONNECTED, DONE, u('STARTDT con', 'received')), 'A', 'sanity').verdict).to.equal('pass');
  });

  it('measures the handshake and fails for a certificate of the device that does not hold', () => {
    expect(shookHands(recordOf(CONNECTED, DONE), 'A', 1000)).to.deep.include({ verdict: 'pass', reading: { name: 'handshake', value: 20, unit: 'ms', upper: 1000, uncertainty: 1 } });
    expect(shookHands(recordOf(CONNECTED, { ...DONE, untrusted: 'CERT_HAS_EXPIRED' }), 'A', 1000)).to.deep.include({ verdict: 'fail' });
  });

  it('tells how a session ended, and whether one was resumed', () => {
    const mark: Draft = { kind: 'mark', time: 10, text: 'lists' };
    expect(sessionEnded(recordOf(mark, closed('device')), { connection: 'A', from: 0 }, 100).verdict).to.equal('pass');
    expect(sessionEnded(recordOf(mark, closed('device', 500)), { connection: 'A', from: 0 }, 100).verdict).to.equal('fail');
    expect(sessionEnded(recordOf(mark, closed('tester')), { connection: 'A', from: 0 }, 100).verdict).to.equal('fail');
    expect(endedItsSide(recordOf(CONNECTED), 'A').verdict).to.equal('fail');
    expect(resumed(recordOf(CONNECTED, DONE), 'A').verdict).to.equal('fail');
    expect(resumed(recordOf(CONNECTED, { ...DONE, resumed: true }), 'A').verdict).to.equal('pass');
    expect(notResumed(recordOf(CONNECTED, { ...DONE, resumed: true }), 'A').verdict).to.equal('fail');
    expect(notResumed(recordOf(CONNECTED, DONE), 'A').verdict).to.equal('pass');
    expect(notResumed(recordOf(CONNECTED), 'A').verdict).to.equal('fail');
  });
});

describe('a session over TLS that goes on', () => {
  const scope = { connection: 'A', from: 0 };
  const fired: Draft = { kind: 'fault', time: 10, fault: 'f', phase: 'fired' };
  const again = (asked?: boolean): Draft => ({ kind: 'tls', time: 30, phase: 'renegotiated', detail: '', ...(asked === undefined ? {} : { asked }) });

  it('was renegotiated because the device asked, not because the tester did', () => {
    expect(askedToRenegotiate(recordOf(CONNECTED, DONE, again(true)), scope).verdict).to.equal('pass');
    expect(askedToRenegotiate(recordOf(CONNECTED, DONE, again()), scope).verdict).to.equal('fail');
    expect(askedToRenegotiate(recordOf(CONNECTED, DONE, closed('device')), scope).verdict).to.equal('fail');
  });

  it('ends when nobody answers the device that asks, in the declared time', () => {
    expect(endedUnheard(recordOf(fired, closed('device', 100)), scope, 200, true).verdict).to.equal('pass');
    expect(endedUnheard(recordOf(fired, closed('device', 400)), scope, 200, true).verdict).to.equal('fail');
    expect(endedUnheard(recordOf(fired), scope, 200, true).verdict).to.equal('fail');
    expect(endedUnheard(recordOf(fired), scope, 200, false).verdict).to.equal('inconclusive');
    expect(endedUnheard(recordOf(fired, closed('device', 100)), scope, 200, false).verdict).to.equal('observed');
    expect(endedUnheard(recordOf(closed('device', 100)), scope, 200, true).verdict).to.equal('inconclusive');
  });

  it('ends with its certificate, as far as the device knows that it has ended', () => {
    const both = (own: readonly Draft[], control: readonly Draft[]): WireRecord => {
      const record = recordOf(...own);
      const further = recordOf(CONNECTED, ...control).events.map((event) => ({ ...event, connection: 'B', index: event.index + own.length }));
      return { ...record, events: [...record.events, ...further] };
    };
    expect(refusesAfterExpiry(both([closed('device')], [closed('device')]), 'A', 'B').verdict).to.equal('pass');
    expect(refusesAfterExpiry(both([again(), closed('tester')], [closed('device')]), 'A', 'B').verdict).to.equal('fail');
    expect(refusesAfterExpiry(both([again(), closed('tester')], [u('STARTDT con', 'received')]), 'A', 'B').verdict).to.equal('inconclusive');
  });

  it('outlives a renegotiation of more than t1', () => {
    expect(notEndedByRenegotiation(recordOf(fired, again(), u('TESTFR con', 'received', 40)), scope, 15).verdict).to.equal('pass');
    expect(notEndedByRenegotiation(recordOf(fired, closed('device')), scope, 15).verdict).to.equal('fail');
    expect(notEndedByRenegotiation(recordOf(fired, again()), scope, 15).verdict).to.equal('fail');
    expect(notEndedByRenegotiation(recordOf(again()), scope, 15).verdict).to.equal('inconclusive');
  });

  it('ends with a record whose MAC is wrong, which is not acted on', () => {
    expect(refusesWrongMac(recordOf(fired, closed('device')), scope).verdict).to.equal('pass');
    expect(refusesWrongMac(recordOf(fired, u('TESTFR con', 'received'), closed('device')), scope).verdict).to.equal('fail');
    expect(refusesWrongMac(recordOf(fired, closed('tester')), scope).verdict).to.equal('fail');
    expect(refusesWrongMac(recordOf(closed('device')), scope).verdict).to.equal('inconclusive');
  });
});

describe('a renegotiation that does not come about', () => {
  const judged = (stalls: WireRecord['stalls'], ...drafts: readonly Draft[]): string => unrenegotiated({ ...recordOf(CONNECTED, DONE, ...drafts), endsAt: 2000, stalls }, 'A', 1500).verdict;

  it('fails a device that was given the time, and one that ends the connection', () => {
    expect(judged([])).to.equal('fail');
    expect(judged([], closed('device'))).to.equal('fail');
  });

  it('says nothing where the tester stood still or ended the connection itself', () => {
    expect(judged([{ from: 1000, to: 2000 }])).to.equal('inconclusive');
    expect(judged([], closed('tester'))).to.equal('inconclusive');
  });
});

describe('what a device answered to a hello of our own making', () => {
  const answer = (what: 'ServerHello' | 'alert' | 'closed' | 'silence', suite = ''): Draft => ({ kind: 'tls', time: 1, phase: 'probe', answer: what, suite, version: 'TLS 1.2', detail: what });

  it('is a refusal by an alert or a close, not by silence', () => {
    expect(allRefused(recordOf(answer('alert'), answer('closed'))).verdict).to.equal('pass');
    expect(allRefused(recordOf(answer('alert'), answer('ServerHello'))).verdict).to.equal('fail');
    expect(allRefused(recordOf(answer('silence'))).verdict).to.equal('inconclusive');
    expect(allRefused(recordOf()).verdict).to.equal('inconclusive');
    expect(allAccepted(recordOf(answer('ServerHello'), answer('alert'))).verdict).to.equal('fail');
  });

  it('is no resumption when it is a refusal or a full handshake', () => {
    const shown = (resumed?: boolean): Draft => ({ ...answer('ServerHello'), ...(resumed === undefined ? {} : { resumed }) });
    expect(shownSessionNotResumed(recordOf(answer('alert'), shown(false))).verdict).to.equal('pass');
    expect(shownSessionNotResumed(recordOf(shown(true))).verdict).to.equal('fail');
    expect(shownSessionNotResumed(recordOf(shown())).verdict).to.equal('inconclusive');
    expect(shownSessionNotResumed(recordOf(answer('silence'))).verdict).to.equal('inconclusive');
    expect(shownSessionNotResumed(recordOf()).verdict).to.equal('inconclusive');
  });

  it('is no TLS on a plain port when it is a close, silence or something else', () => {
    expect(speaksNoTls(recordOf(answer('closed'))).verdict).to.equal('pass');
    expect(speaksNoTls(recordOf(answer('silence'))).verdict).to.equal('pass');
    expect(speaksNoTls(recordOf(answer('ServerHello'))).verdict).to.equal('fail');
    expect(speaksNoTls(recordOf(answer('alert'))).verdict).to.equal('fail');
    expect(speaksNoTls(recordOf()).verdict).to.equal('inconclusive');
  });

  it('is weak by the name of the suite', () => {
    const strong = answer('ServerHello', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256');
    expect(noneWeak(recordOf(strong, answer('alert'))).verdict).to.equal('pass');
    for (const suite of ['TLS_RSA_WITH_NULL_SHA256', 'TLS_RSA_WITH_RC4_128_SHA', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'TLS_DH_anon_WITH_AES_128_CBC_SHA', 'TLS_RSA_EXPORT_WITH_RC4_40_MD5']) {
      expect(noneWeak(recordOf(strong, answer('ServerHello', suite))).verdict, suite).to.equal('fail');
    }
    expect(noneWeak(recordOf(answer('alert'))).verdict).to.equal('inconclusive');
  });

  it('fails a stalled handshake only against a time-out that is declared', () => {
    expect(gaveUp(recordOf(), 900, 1500, true).verdict).to.equal('pass');
    expect(gaveUp(recordOf(), undefined, 1500, true).verdict).to.equal('fail');
    expect(gaveUp(recordOf(), undefined, 1500, false).verdict).to.equal('inconclusive');
    expect(gaveUp(recordOf(), 900, 1500, false).verdict).to.equal('observed');
  });
});
