/** A message of RFC 5424, read strictly: a lenient parser would take what the rule forbids. */

export interface SyslogMessage {
  /** Priority: 8 times the facility and the severity. */
  readonly pri: number;
  /** As written; absent where it is the nil value. */
  readonly timestamp?: string;
  readonly host?: string;
  readonly app?: string;
  readonly messageId?: string;
  /** Elements of structured data by their id, each with its parameters. */
  readonly data: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly text: string;
}

/** Why a text is no message of RFC 5424. */
export interface SyslogDefect {
  readonly defect: string;
}

const HEADER = /^<(\d{1,3})>1 (\S+) (\S+) (\S+) (\S+) (\S+) /;
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})$/;
const ELEMENT = /^\[([^\s=\]"]{1,32})((?: [^\s=\]"]{1,32}="(?:[^"\\\]]|\\.)*")*)\]/;
const PARAMETER = / ([^\s=\]"]{1,32})="((?:[^"\\\]]|\\.)*)"/g;
/** Facility 23, severity 7. */
const HIGHEST = 191;
const BOM = '\u{feff}';

export function parseSyslog(line: string): SyslogMessage | SyslogDefect {
  const header = HEADER.exec(line);
  if (header === null) return { defect: 'it does not begin with <PRI>1 and five fields' };
  const [whole, pri = '', timestamp = '', host = '', app = '', , messageId = ''] = header;
  if (Number(pri) > HIGHEST) return { defect: `its priority is ${pri}, above ${HIGHEST}` };
  if (timestamp !== '-' && !TIMESTAMP.test(timestamp)) return { defect: `its time is "${timestamp}", which is none of RFC 3339` };
  const data = new Map<string, ReadonlyMap<string, string>>();
  let rest = line.slice(whole.length);
  if (rest.startsWith('-')) rest = rest.slice(1);
  else {
    for (let element = ELEMENT.exec(rest); element !== null; element = ELEMENT.exec(rest)) {
      const [all, id = '', parameters = ''] = element;
      data.set(id, new Map([...parameters.matchAll(PARAMETER)].map(([, name = '', value = '']) => [name, value.replace(/\\(["\\\]])/g, '$1')])));
      rest = rest.slice(all.length);
    }
    if (data.size === 0) return { defect: 'it has no structured data, and no "-" in its place' };
  }
  if (rest !== '' && !rest.startsWith(' ')) return { defect: `"${rest.slice(0, 20)}" follows the structured data` };
  const stated = (name: string, value: string): object => (value === '-' ? {} : { [name]: value });
  return { pri: Number(pri), ...stated('timestamp', timestamp), ...stated('host', host), ...stated('app', app), ...stated('messageId', messageId), data, text: rest.slice(1).replace(BOM, '') };
}

/** A value as a parameter of structured data has it. */
export function escaped(value: string): string {
  return value.replace(/["\\\]]/g, '\\$&');
}
