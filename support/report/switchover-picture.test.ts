import { expect } from 'chai';
import { encodeI, encodeU, type UFunction } from '../protocol/apci';
import { encodeAsdu } from '../protocol/asdu';
import { decodeApdu } from '../protocol/decode';
import { rawFloat } from '../protocol/fields';
import { recordOf } from '../oracles/example-record';
import type { WireEvent, WireRecord } from '../record/record';
import { switchoverPicture } from './switchover-picture';

type Line = readonly [time: number, connection: string, '<-' | '->', Uint8Array | UFunction] | readonly [time: number, connection: string, 'connected' | 'closed' | 'closed by the tester'] | readonly [time: number, fault: string, 'fired' | 'healed'];

function over(...lines: readonly Line[]): WireRecord {
  const events = lines.map((line, at): WireEvent => {
    const base = { index: at + 1, time: line[0], connection: line[1] };
    switch (line[2]) {
      case 'connected':
        return { ...base, kind: 'connected', local: 'a', remote: 'b' };
      case 'closed':
      case 'closed by the tester':
        return { ...base, kind: 'closed', by: line[2] === 'closed' ? 'device' : 'tester', how: 'FIN' };
      case 'fired':
      case 'healed':
        return { ...base, connection: '-', kind: 'fault', fault: line[1], phase: line[2] };
      default: {
        const octets = typeof line[3] === 'string' ? encodeU(line[3]) : (line[3] ?? Uint8Array.of());
        return { ...base, kind: 'apdu', direction: line[2] === '->' ? 'sent' : 'received', octets, apdu: decodeApdu(octets) };
      }
    }
  });
  return { ...recordOf([]), scenario: 'a <b> & c', events };
}

const numbered = (number: number): Uint8Array => encodeI(0, 0, encodeAsdu({ type: 13, cause: 3, commonAddress: 1, objects: [{ address: 730, fields: { R32: rawFloat(number), QDS: 0 } }] }));
const started = (at: number, name: string): readonly Line[] => [[at, name, '->', 'STARTDT act'], [at + 1, name, '<-', 'STARTDT con']];
const opened: readonly Line[] = [[1000, 'A', 'connected'], [1001, 'B', 'connected']];

/** The bars of a colour: where they begin and how long they are. */
function bars(svg: string | undefined, colour: string): number[][] {
  return [...(svg ?? '').matchAll(/<rect x="([\d.]+)" y="(\d+)" width="([\d.]+)" height="14" fill="([^"]+)"/g)].filter((found) => found[4] === colour).map((found) => [Number(found[1]), Number(found[3])]);
}

function labels(svg: string | undefined): string[] {
  return [...(svg ?? '').matchAll(/font-size="9">([^<]*)</g)].map((found) => found[1] ?? '');
}

const [GREEN, PALE] = ['#8fc79a', '#cfe6d3'];

describe('the picture of a switchover', () => {
  it('is drawn only where several connections were to be started', () => {
    expect(switchoverPicture(over(...opened, ...started(1010, 'A')))).to.equal(undefined);
    expect(switchoverPicture(over(...opened, ...started(1010, 'A'), ...started(1020, 'B')))).to.contain('<svg');
  });

  it('has a row a connection, begins with the first, and escapes what it is given', () => {
    const svg = switchoverPicture(over(...opened, ...started(1010, 'A'), ...started(1500, 'B'), [2000, 'B', 'closed'])) ?? '';
    expect(svg).to.contain('a &lt;b&gt; &amp; c');
    expect(svg.match(/font-weight="bold">[AB]</g)).to.have.length(2);
    const [first] = bars(svg, '#d9dee5');
    expect(first?.[0]).to.be.within(150, 180);
  });

  it('shows data transfer from STARTDT con to STOPDT con', () => {
    const svg = switchoverPicture(over(...opened, ...started(1000, 'A'), [1500, 'A', '->', 'STOPDT act'], [1501, 'A', '<-', 'STOPDT con'], ...started(1600, 'B'), [2000, 'B', 'closed']));
    const [a, b] = bars(svg, GREEN);
    expect((a?.[0] ?? 0) + (a?.[1] ?? 0)).to.be.below(b?.[0] ?? 0);
    expect(bars(svg, PALE)).to.deep.equal([]);
  });

  it('shows a connection that is silent since another was started, and not one that goes on', () => {
    const lines = [...opened, ...started(1000, 'A'), [1100, 'A', '<-', numbered(1)], ...started(1500, 'B')] as const;
    expect(bars(switchoverPicture(over(...lines, [2000, 'B', 'closed'])), PALE)).to.have.length(1);
    expect(bars(switchoverPicture(over(...lines, [1900, 'A', '<-', numbered(2)], [2000, 'B', 'closed'])), PALE)).to.have.length(0);
  });

  it('names events that stand close together by the first and the last', () => {
    const at = (time: number, number: number): Line => [time, 'A', '<-', numbered(number)];
    const svg = switchoverPicture(over(...opened, ...started(1000, 'A'), at(1100, 1), at(1101, 2), at(1102, 3), at(1500, 4), at(1700, 5), at(1701, 9), ...started(1900, 'B'), [2000, 'B', 'closed']));
    expect(labels(svg)).to.deep.equal(['1 to 3', '4', '5 ... 9']);
  });

  it('tells who closed, and when a fault fired and was healed, once', () => {
    const svg = switchoverPicture(over(...opened, ...started(1000, 'A'), [1200, 'A silent', 'fired'], [1210, 'A silent', 'fired'], [1300, 'A', 'closed'], ...started(1400, 'B'), [1500, 'A silent', 'healed'], [2000, 'B', 'closed by the tester'])) ?? '';
    expect(svg.match(/>A silent</g)).to.have.length(1);
    expect(svg).to.contain('>A silent: healed<');
    expect(svg.match(/closed by the controlled station/g)).to.have.length(1);
    expect(svg.match(/closed by the controlling station/g)).to.have.length(1);
  });
});
