import { expect } from 'chai';
import { describe as describeApdu } from '../protocol/describe';
import type { Apdu } from '../protocol/apdu';
import type { WireEvent, WireRecord } from './record';
import { timeline } from './timeline';

function recordOf(events: readonly WireEvent[], more: Partial<WireRecord> = {}): WireRecord {
  return { scenario: 'start-01', clock: 'socket event', startedAt: '2026-01-02T03:04:05.000Z', lagMs: 1.25, closeKindReliable: true, ...more, events };
}

describe('timeline', () => {
  const octets = Uint8Array.of(0x68, 3, 7);
  const apdu: Apdu = { octets, defects: [{ code: 'apdu-length', clause: '104:5', offset: 1, octets: Uint8Array.of(3), message: 'length 4 to 253 expected, 3 came' }] };

  it('shows frame number, time, delta, connection and direction of each event', () => {
    const text = timeline(
      recordOf([
        { kind: 'connecting', index: 1, connection: 'A', time: 0, remote: '10.0.0.1:2404' },
        { kind: 'apdu', index: 2, connection: 'A', time: 12.5, direction: 'sent', octets, apdu, note: 'cut short' },
        { kind: 'apdu', index: 3, connection: 'B', time: 20, direction: 'received', octets, apdu },
      ]),
    );
    const lines = text.split('\n');
    const at = lines.findIndex((line) => line.includes('conn') && line.includes('delta'));
    expect(lines[at + 1]).to.equal('      1        0.000               A     -- connecting to 10.0.0.1:2404');
    expect(lines[at + 2]).to.equal(`      2       12.500       12.500  A     -> ${describeApdu(apdu)}`);
    expect(lines.slice(at + 3, at + 6).map((line) => line.trim())).to.deep.equal([
      '! length 4 to 253 expected, 3 came (apdu-length, 104:5)',
      'note: cut short',
      'octets 68 03 07',
    ]);
    expect(lines[at + 6]).to.equal(`      3       20.000        7.500  B     <- ${describeApdu(apdu)}`);
  });

  it('tells closes, faults, marks and what was held back', () => {
    const text = timeline(
      recordOf(
        [
          { kind: 'mark', index: 1, connection: 'A', time: 0, text: 'idle begins' },
          { kind: 'fault', index: 2, connection: 'A', time: 1, fault: 'mute', phase: 'fired', detail: 'frame 7' },
          { kind: 'held back', index: 3, connection: 'A', time: 2, octets, reason: 'a command', permit: 'allow: [operate]' },
          { kind: 'octets', index: 4, connection: 'A', time: 3, direction: 'received', octets, reason: 'no start octet' },
          { kind: 'closed', index: 5, connection: 'A', time: 4, by: 'device', how: 'unknown', half: true },
          { kind: 'connect failed', index: 6, connection: 'B', time: 5, code: 'TIMEOUT', message: 'given up at t0' },
        ],
        { closeKindReliable: false },
      ),
    );
    for (const expected of [
      'not reliable on this path',
      '== idle begins',
      '** fault fired: mute, frame 7',
      'xx held back, never sent: a command',
      'would be permitted by: allow: [operate]',
      '<- 3 octets that form no APDU: no start octet',
      '-- closed by the device (its side only): FIN or RST, not known on this path',
      '-- connect failed: TIMEOUT, given up at t0',
    ]) {
      expect(text).to.include(expected);
    }
  });

  it('lets no device steer the terminal of its reader', () => {
    const text = timeline(recordOf([{ kind: 'mark', index: 1, connection: 'A', time: 0, text: 'red \u001b[31m\r\nforged line' }]));
    expect(text).to.include('== red  [31m forged line');
  });

  it('says so when nothing happened', () => {
    expect(timeline(recordOf([]))).to.include('nothing was sent or received');
  });
});
