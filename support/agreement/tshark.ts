import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pcapng } from '../record/pcapng';
import type { WireEvent } from '../record/record';
import { output } from './program';
import type { Find, Reading } from './readings';

/** Wireshark's dissector, by its command line. */

const quality = (of: string): Record<string, string> => ({
  'quality.invalid': `${of}.iv`, 'quality.notTopical': `${of}.nt`, 'quality.substituted': `${of}.sb`, 'quality.blocked': `${of}.bl`,
});
const QDS = { ...quality('qds'), 'quality.overflow': 'qds.ov' };
const TIME = {
  'time.milliseconds': 'cp56time.ms', 'time.minute': 'cp56time.min', 'time.invalid': 'cp56time.iv', 'time.substituted': 'cp56time.gen',
  'time.hour': 'cp56time.hour', 'time.summerTime': 'cp56time.su', 'time.dayOfMonth': 'cp56time.day', 'time.dayOfWeek': 'cp56time.dow',
  'time.month': 'cp56time.month', 'time.year': 'cp56time.year',
};
const SHORT_TIME = { 'shortTime.milliseconds': 'cp24time.ms', 'shortTime.minute': 'cp24time.min', 'shortTime.invalid': 'cp24time.iv' };
const command = (of: string, what: string): Record<string, string> => ({ [what]: `${of}.${what === 'step' ? 'up' : 'on'}`, qualifier: `${of}.qu`, select: `${of}.se` });
const setPoint = { select: 'qos.se', qualifier: 'qos.ql' };
const parameter = { parameter: 'qpm.kpa', localChange: 'qpm.lpc', notInOperation: 'qpm.pop' };
const value = (of: string): Record<string, string> => ({ 'value.value': of });

/** Our names to those of the dissector, by the types that have them. */
const NAMES: readonly [readonly number[], Readonly<Record<string, string>>][] = [
  [[1, 2, 30], { on: 'siq.spi', ...quality('siq') }],
  [[3, 4, 31], { state: 'diq.dpi', ...quality('diq') }],
  [[5, 6, 32], { position: 'vti.v', transient: 'vti.t', ...QDS }],
  [[7, 8, 33], { bits: 'bitstring', ...QDS }],
  [[9, 10, 34], { ...value('normval'), ...QDS }],
  [[11, 12, 35], { ...value('scalval'), ...QDS }],
  [[13, 14, 36], { ...value('float'), ...QDS }],
  [[15, 16, 37], { count: 'bcr.count', sequenceNumber: 'bcr.sq', carry: 'bcr.cy', adjusted: 'bcr.ca', invalid: 'bcr.iv' }],
  [[21], value('normval')],
  [[45, 58], command('sco', 'on')],
  [[46, 59], command('dco', 'state')],
  [[47, 60], command('rco', 'step')],
  [[48, 61], { ...value('normval'), ...setPoint }],
  [[49, 62], { ...value('scalval'), ...setPoint }],
  [[50, 63], { ...value('float'), ...setPoint }],
  [[51, 64], { bits: 'bitstring' }],
  [[70], { 'cause of initialisation': 'coi_r', parametersChanged: 'coi_i' }],
  [[100], { qualifier: 'qoi' }],
  [[101], { request: 'rqt', freeze: 'frz' }],
  [[105], { qualifier: 'qrp' }],
  [[110], { ...value('normval'), ...parameter }],
  [[111], { ...value('scalval'), ...parameter }],
  [[112], { ...value('float'), ...parameter }],
];

const HEADER = {
  'type': 'typeid', 'SQ': 'sq', 'number of objects': 'numix', 'cause': 'causetx', 'P/N': 'nega', 'T': 'test',
  'originator': 'oa', 'common address': 'addr', 'object address': 'ioa',
};
const ASDU_FIELDS = [...new Set([HEADER, TIME, SHORT_TIME, ...NAMES.map(([, names]) => names)].flatMap((names) => Object.values(names)))];
const APCI_FIELDS = ['utype', 'tx', 'rx'];

export const findTshark: Find = async () => {
  let version: string;
  try {
    version = /(\d+\.\d+\.\d+)/.exec(await output('tshark', ['--version']))?.[1] ?? 'unknown';
  } catch {
    return { missing: 'tshark: install it (Debian: apt-get install tshark; elsewhere it comes with Wireshark)' };
  }
  return { name: 'tshark', version, precision: 1e-5, read };
};

async function read(apdus: readonly Uint8Array[]): Promise<Reading[]> {
  const folder = mkdtempSync(join(tmpdir(), 'spec104-tshark-'));
  try {
    const file = join(folder, 'apdus.pcapng');
    writeFileSync(file, captureOf(apdus));
    const fields = [...APCI_FIELDS.map((name) => `iec60870_104.${name}`), ...ASDU_FIELDS.map((name) => `iec60870_asdu.${name}`)];
    const words = ['-n', '-r', file, '-Y', 'tcp.len > 0', '-T', 'fields', '-E', 'occurrence=a', ...fields.flatMap((name) => ['-e', name])];
    const lines = (await output('tshark', words)).split('\n').slice(0, apdus.length);
    return lines.map((line) => readingOf(line.split('\t')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One APDU a packet, so that one line of output is one APDU. */
function captureOf(apdus: readonly Uint8Array[]): Uint8Array {
  const events: WireEvent[] = [{ kind: 'connected', index: 1, connection: 'A', time: 0, local: '192.0.2.1:49152', remote: '192.0.2.104:2404' }];
  apdus.forEach((octets, i) => {
    events.push({ kind: 'apdu', index: i + 2, time: i + 1, direction: 'received', connection: 'A', octets, apdu: { octets, defects: [] } });
  });
  return pcapng({ scenario: 'agreement', clock: 'socket event', startedAt: '2026-01-01T00:00:00.000Z', lagMs: 0, closeKindReliable: true, events });
}

function readingOf(columns: readonly string[]): Reading {
  const reading = new Map<string, readonly number[]>();
  const of = (name: string): readonly number[] => numbers(columns[APCI_FIELDS.length + ASDU_FIELDS.indexOf(name)] ?? '');
  const add = (name: string, values: readonly number[]): void => {
    if (values.length > 0) reading.set(name, [...(reading.get(name) ?? []), ...values]);
  };
  const [utype = '', tx = '', rx = ''] = columns;
  add('U function', numbers(utype).map((bits) => (bits << 2) | 0x03));
  add('N(S)', numbers(tx));
  add('N(R)', numbers(rx));
  for (const [name, theirs] of Object.entries(HEADER)) add(name, of(theirs));
  const [type = 0] = of(HEADER.type);
  const names = { ...TIME, ...SHORT_TIME, ...NAMES.find(([types]) => types.includes(type))?.[1] };
  for (const [name, theirs] of Object.entries(names)) add(name, of(theirs));
  return reading;
}

function numbers(text: string): readonly number[] {
  if (text === '') return [];
  return text.split(',').map((one) => (one === 'True' ? 1 : one === 'False' ? 0 : /nan/i.test(one) ? NaN : /inf/i.test(one) ? Infinity * (one.startsWith('-') ? -1 : 1) : Number(one)));
}
