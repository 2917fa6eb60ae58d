import { expect } from 'chai';
import { SUITES } from '../profile/tls-suites';
import { drawnHello } from './drawn-hello';
import { clientHello, offerOf, overstatedHeartbeat, reversedSuites, serverHello, serverHelloOf, SIGNALLING, type Drawn } from './hello';
import { alertOfError, looksLikeAlert, plainAlert, RecordStream } from './tls-records';

const DRAWN: Drawn = { random: new Uint8Array(32).fill(0xaa), sessionId: new Uint8Array(32).fill(0xbb), point: Uint8Array.of(4, ...new Uint8Array(64).fill(0xcc)) };
/** Up to TLS 1.2 a session id names a session. */
const NAMELESS: Drawn = { ...DRAWN, sessionId: new Uint8Array(0) };
const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');

describe('a hello of our own making', () => {
  it('is a ClientHello of SSL 3.0 octet by octet', () => {
    const expected = `16030000${'2d'}01000029${'0300'}${'aa'.repeat(32)}0000020005${'0100'}`;
    expect(hex(clientHello({ version: 'SSL 3.0', suites: [0x0005] }, NAMELESS))).to.equal(expected);
  });

  it('offers DEFLATE before no compression', () => {
    expect(hex(clientHello({ version: 'SSL 3.0', suites: [0x0005], compression: true }, NAMELESS))).to.equal(`160300002e0100002a0300${'aa'.repeat(32)}0000020005020100`);
  });

  it('is a ClientHello of TLS 1.0 with the extensions of its time', () => {
    const extensions = '000a00080006001700180' + '01d' + '000b00020100' + '00170000' + 'ff01000100';
    const body = `0301${'aa'.repeat(32)}00000200${'2f'}0100${'001b'}${extensions}`;
    const length = (n: number, octets: number): string => n.toString(16).padStart(octets * 2, '0');
    const size = body.length / 2;
    expect(hex(clientHello({ version: 'TLS 1.0', suites: [0x002f] }, NAMELESS))).to.equal(`160301${length(size + 4, 2)}01${length(size, 3)}${body}`);
  });

  it('says of itself what it offers, in every version', () => {
    for (const [version, number] of [['SSL 3.0', 0x300], ['TLS 1.0', 0x301], ['TLS 1.1', 0x302], ['TLS 1.2', 0x303], ['TLS 1.3', 0x304]] as const) {
      const offer = offerOf(clientHello({ version, suites: [0x1301, 0xc02b], compression: version !== 'TLS 1.3', heartbeat: version === 'TLS 1.2' }, DRAWN));
      expect(offer, version).to.deep.equal({ version: number, suites: [0x1301, 0xc02b], compression: version !== 'TLS 1.3', heartbeat: version === 'TLS 1.2', ticket: 'none' });
    }
    expect(offerOf(Uint8Array.of(0x68, 4, 7, 0, 0, 0))).to.equal(undefined);
  });

  it('reads version, suite, compression and heartbeats of the answer', () => {
    const [record] = new RecordStream().push(serverHello({ version: 0x0303, suite: 0x003b, compressed: true, heartbeat: true }, new Uint8Array(32)));
    expect(serverHelloOf(record?.fragment ?? new Uint8Array(0))).to.deep.equal({ version: 0x0303, suite: 0x003b, compressed: true, heartbeat: true, extendedMasterSecret: false, sentinel: false });
    const marked = Uint8Array.from([...new Uint8Array(24), ...Buffer.from('DOWNGRD\u0001', 'latin1')]);
    const [second] = new RecordStream().push(serverHello({ version: 0x0303, suite: 0xc02b }, marked));
    expect(serverHelloOf(second?.fragment ?? new Uint8Array(0))).to.include({ suite: 0xc02b, compressed: false, heartbeat: false, sentinel: true });
  });

  it('has no start octet of 104 anywhere, however many suites it offers, and still offers the same', () => {
    const all = [...SUITES.values()];
    for (const version of ['SSL 3.0', 'TLS 1.0', 'TLS 1.2', 'TLS 1.3'] as const) {
      // 52 suites are a list of 0x68 octets, and other numbers of them a hello of 0x68.
      for (let count = 1; count <= all.length; count++) {
        const hello = drawnHello({ version, suites: all.slice(0, count) });
        expect(hello.includes(0x68), `${version}, ${count} suites`).to.equal(false);
        expect(offerOf(hello)?.suites.filter((suite) => suite !== SIGNALLING)).to.deep.equal(all.slice(0, count));
      }
    }
    expect(() => drawnHello({ version: 'TLS 1.2', suites: [0x0068] })).to.throw('leave out the suite');
  });

  it('shows a session by its ticket, or by its id where it has no ticket', () => {
    const id = Uint8Array.of(1, 2, 3);
    const byTicket = clientHello({ version: 'TLS 1.2', suites: [0xc02b], session: { id, ticket: Uint8Array.of(0x68, 9) } }, NAMELESS);
    expect(offerOf(byTicket)?.ticket).to.equal('shown');
    expect(hex(byTicket)).to.contain('002300026809');
    expect(byTicket[43], 'length of the session id').to.equal(0);
    const byId = clientHello({ version: 'TLS 1.2', suites: [0xc02b], session: { id, ticket: undefined } }, NAMELESS);
    expect(offerOf(byId)?.ticket).to.equal('none');
    expect([...byId.subarray(43, 47)]).to.deep.equal([3, 1, 2, 3]);
  });

  it('comes with its suites in the reverse order once it was changed on the way, and twice as it was', () => {
    const hello = clientHello({ version: 'TLS 1.2', suites: [0xc02c, 0xc02b, 0x009e] }, DRAWN);
    const changed = reversedSuites(hello);
    expect(changed && offerOf(changed)?.suites).to.deep.equal([0x009e, 0xc02b, 0xc02c]);
    expect(changed && reversedSuites(changed)).to.deep.equal(hello);
    expect(reversedSuites(Uint8Array.of(0x17, 3, 3, 0, 1, 0))).to.equal(undefined);
  });

  it('makes a heartbeat that claims 16384 octets and has none', () => {
    expect(hex(overstatedHeartbeat('TLS 1.2'))).to.equal('1803030003014000');
  });
});

describe('TLS records', () => {
  it('are cut out of a stream at every split, and an alert without encryption is read', () => {
    const octets = Uint8Array.of(21, 3, 3, 0, 2, 2, 40, 22, 3, 3, 0, 1, 14);
    for (let split = 0; split <= octets.length; split++) {
      const stream = new RecordStream();
      const records = [...stream.push(octets.slice(0, split)), ...stream.push(octets.slice(split))];
      expect(records.map(({ type }) => type), `split at ${split}`).to.deep.equal([21, 22]);
      expect(stream.foreign).to.equal(false);
      expect(records[0] && plainAlert(records[0])).to.deep.equal({ level: 'fatal', description: 'handshake_failure' });
    }
  });

  it('are told from an APDU', () => {
    const stream = new RecordStream();
    expect(stream.push(Uint8Array.of(0x68, 4, 0x0b, 0, 0, 0))).to.deep.equal([]);
    expect(stream.foreign).to.equal(true);
  });

  it('are taken for an alert by type in TLS 1.2 and by length in TLS 1.3', () => {
    const record = (type: number, length: number) => ({ type, version: 0x303, fragment: new Uint8Array(length) });
    expect(looksLikeAlert(record(21, 26), 'TLSv1.2')).to.equal(true);
    expect(looksLikeAlert(record(23, 19), 'TLSv1.2')).to.equal(false);
    expect(looksLikeAlert(record(23, 32), 'TLSv1.3'), 'a short APDU that is filled up').to.equal(false);
    expect(looksLikeAlert(record(23, 32), 'TLSv1.3', true), 'an alert that is filled up').to.equal(true);
    expect(looksLikeAlert(record(23, 32), 'TLSv1.2', true)).to.equal(false);
    expect(looksLikeAlert(record(23, 19), 'TLSv1.3')).to.equal(true);
    // The shortest APDU has six octets.
    expect(looksLikeAlert(record(23, 6 + 1 + 16), 'TLSv1.3')).to.equal(false);
  });

  it('bear the names of the RFC for what OpenSSL calls otherwise', () => {
    expect(alertOfError('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA')).to.equal('unknown_ca');
    expect(alertOfError('ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED')).to.equal('certificate_expired');
    expect(alertOfError('ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN')).to.equal('certificate_unknown');
    expect(alertOfError('ERR_SSL_WRONG_VERSION_NUMBER')).to.equal(undefined);
    expect(alertOfError(undefined)).to.equal(undefined);
  });
});
