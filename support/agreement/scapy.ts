import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { uFunction, U_FUNCTIONS } from '../protocol/apci';
import { output } from './program';
import type { Find, Reading } from './readings';

/** Scapy's contributed IEC 104 layers, by a Python script beside this file. */

const READER = join(__dirname, 'iec104_reader.py');
/** Where `.ci/run` puts it, out of the way of the machine's own packages. */
const OWN_FOLDER = join(__dirname, '..', '..', '.tools', 'python');
const PYTHONS = process.platform === 'win32' ? ['python', 'py'] : ['python3', 'python'];
const MISSING = 'scapy: install it (python3 -m pip install --target .tools/python scapy)';

const QUALITY = {
  'quality.invalid': 'iv', 'quality.notTopical': 'nt', 'quality.substituted': 'sb', 'quality.blocked': 'bl', 'quality.overflow': 'ov',
  'quality.elapsedTimeInvalid': 'ei',
};
const time = (of: string, prefix: string, invalid: string): Record<string, string> => ({
  [`${of}.milliseconds`]: `${prefix}sec_milli`, [`${of}.minute`]: `${prefix}minutes`, [`${of}.invalid`]: `${prefix}${invalid}`, [`${of}.substituted`]: `${prefix}gen`,
  [`${of}.hour`]: `${prefix}hours`, [`${of}.summerTime`]: `${prefix}su`, [`${of}.dayOfMonth`]: `${prefix}day_of_month`, [`${of}.dayOfWeek`]: `${prefix}weekday`,
  [`${of}.month`]: `${prefix}month`, [`${of}.year`]: `${prefix}year`,
  [`${of}.reserved.hour`]: `${prefix}reserved_2`, [`${of}.reserved.month`]: `${prefix}reserved_3`, [`${of}.reserved.year`]: `${prefix}reserved_4`,
});
const TIME = time('time', '', 'iv_time');
const SHORT_TIME = { 'shortTime.milliseconds': 'sec_milli', 'shortTime.minute': 'minutes', 'shortTime.invalid': 'iv_time', 'shortTime.substituted': 'gen' };
const FILE = { file: 'file_name', section: 'section_name', length: 'file_length' };
const COMMAND = { qualifier: 'qu', select: 's_or_e' };
const SET_POINT = { select: 'action', qualifier: 'ql' };
const PARAMETER = { parameter: 'kpa', localChange: 'lpc', notInOperation: 'pop' };

/** Our names to those of scapy, by the types that have them. */
const NAMES: readonly [readonly number[], Readonly<Record<string, string>>][] = [
  [[1, 2, 30], { on: 'spi_value', ...QUALITY }],
  [[3, 4, 31], { state: 'dpi_value', ...QUALITY }],
  [[5, 6, 32], { position: 'value', transient: 'transient_state', ...QUALITY }],
  [[7, 8, 33], { bits: 'bsi', ...QUALITY }],
  [[9, 10, 34, 21], { 'value.value': 'normed_value', ...QUALITY }],
  [[11, 12, 35, 13, 14, 36], { 'value.value': 'scaled_value', ...QUALITY }],
  [[15, 16, 37], { count: 'counter_value', sequenceNumber: 'sq', carry: 'cy', adjusted: 'ca', invalid: 'iv' }],
  [[17, 38], { state: 'es', elapsed: 'elapsed_sec_milli', ...QUALITY }],
  [[18, 39], {
    'start.general': 'gs', 'start.phase1': 'sl1', 'start.phase2': 'sl2', 'start.phase3': 'sl3', 'start.earthCurrent': 'sie', 'start.reverse': 'srd',
    duration: 'prot_act_sec_milli', ...QUALITY,
  }],
  [[19, 40], { 'output.general': 'gc', 'output.phase1': 'cl1', 'output.phase2': 'cl2', 'output.phase3': 'cl3', operating: 'prot_cmd_sec_milli', ...QUALITY }],
  [[20], { states: 'st', changes: 'cd', ...QUALITY }],
  [[45, 58], { on: 'scs', ...COMMAND }],
  [[46, 59], { state: 'dcs', ...COMMAND }],
  [[47, 60], { step: 'rcs', ...COMMAND }],
  [[48, 61], { 'value.value': 'normed_value', ...SET_POINT }],
  [[49, 50, 62, 63], { 'value.value': 'scaled_value', ...SET_POINT }],
  [[51, 64], { bits: 'bsi' }],
  [[70], { 'cause of initialisation': 'coi', parametersChanged: 'local_param_state' }],
  [[100], { qualifier: 'qoi' }],
  [[101], { request: 'rqt', freeze: 'frz' }],
  [[104], { pattern: 'fbp' }],
  [[105], { qualifier: 'qrp' }],
  [[106], { delay: 'sec_milli' }],
  [[107], { counter: 'tsc' }],
  [[110], { 'value.value': 'normed_value', ...PARAMETER }],
  [[111, 112], { 'value.value': 'scaled_value', ...PARAMETER }],
  [[113], { qualifier: 'qpa' }],
  [[120], { ...FILE, qualifier: 'fr', negative: 'fr_ack' }],
  [[121], { ...FILE, qualifier: 'sr', notReady: 'section_load_state' }],
  [[122], { ...FILE, call: 'select_call', error: 'errors' }],
  [[123], { ...FILE, qualifier: 'lsq', checksum: 'checksum' }],
  [[124], { ...FILE, acknowledgement: 'ack_file_or_sec', error: 'errors' }],
  [[125], { ...FILE, data: 'data' }],
  [[126], { ...FILE, status: 'status', last: 'lfd', subdirectory: 'for_', transferring: 'fa' }],
  [[127], { ...FILE, ...time('start', 'start_', 'iv'), ...time('stop', 'stop_', 'iv') }],
];
/** The types of 101 with the short time tag; scapy names its parts like those of the long one. */
const SHORT_TAGGED = [2, 4, 6, 8, 10, 12, 14, 16, 17, 18, 19];
/** Its delay has the name of a time tag. */
const UNTAGGED = [106];

const HEADER: Readonly<Record<string, string>> = {
  'N(S)': 'tx_seq_num', 'N(R)': 'rx_seq_num', 'type': 'type_id', 'SQ': 'sq', 'number of objects': 'num_io', 'cause': 'cot', 'P/N': 'ack', 'T': 'test',
  'originator': 'origin_address', 'common address': 'common_asdu_address',
};

type Fields = Readonly<Record<string, number | string | readonly number[]>>;
interface Read {
  readonly header: Fields & { readonly functions?: readonly string[] };
  readonly objects: readonly Fields[];
}

export const findScapy: Find = async () => {
  const path = [...(existsSync(OWN_FOLDER) ? [OWN_FOLDER] : []), ...(process.env['PYTHONPATH'] === undefined ? [] : [process.env['PYTHONPATH']])];
  const env = { ...process.env, ...(path.length === 0 ? {} : { PYTHONPATH: path.join(delimiter) }) };
  for (const python of PYTHONS) {
    try {
      const version = (await output(python, ['-c', 'import scapy.contrib.scada.iec104, scapy; print(scapy.VERSION)'], '', env)).trim();
      return { name: 'scapy', version, precision: 0, read: (apdus) => read(python, env, apdus) };
    } catch {
      // The next one may have it.
    }
  }
  return { missing: MISSING };
};

async function read(python: string, env: NodeJS.ProcessEnv, apdus: readonly Uint8Array[]): Promise<Reading[]> {
  const lines = apdus.map((octets) => Buffer.from(octets).toString('hex')).join('\n');
  const answers = (await output(python, [READER], lines, env)).trim().split('\n');
  return answers.map((line) => readingOf(JSON.parse(line) as Read | null));
}

function readingOf(of: Read | null): Reading {
  const reading = new Map<string, number[]>();
  if (of === null) return reading;
  const add = (name: string, value: Fields[string] | undefined): void => {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return;
    reading.set(name, [...(reading.get(name) ?? []), ...(Array.isArray(value) ? (value as readonly number[]) : [Number(value)])]);
  };
  for (const octet of functionsIn(of.header.functions ?? [])) add('U function', octet);
  for (const [name, theirs] of Object.entries(HEADER)) add(name, of.header[theirs]);
  const type = Number(of.header['type_id']);
  const tag = UNTAGGED.includes(type) ? {} : SHORT_TAGGED.includes(type) ? SHORT_TIME : TIME;
  const names = { ...tag, ...NAMES.find(([types]) => types.includes(type))?.[1] };
  for (const object of of.objects) {
    add('object address', object['information_object_address']);
    for (const [name, theirs] of Object.entries(names)) add(name, fieldOf(object, theirs));
  }
  return reading;
}

function fieldOf(object: Fields, name: string): Fields[string] | undefined {
  // Sixteen points and their changes are a field each.
  if (name === 'st' || name === 'cd') return Array.from({ length: 16 }, (_, i) => Number(object[`${name}_${i + 1}`]) * 2 ** i).reduce((sum, bit) => sum + bit, 0);
  const value = object[name];
  return name === 'normed_value' && typeof value === 'number' ? value / 32768 : value;
}

function functionsIn(names: readonly string[]): readonly number[] {
  return Object.values(U_FUNCTIONS).filter((octet) => names.includes((uFunction(octet) ?? '').toLowerCase().replace(' ', '_')));
}
