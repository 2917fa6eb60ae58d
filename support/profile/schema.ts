import { SUITES } from './tls-suites';

/**
 * JSON Schema (2020-12) of a profile. A `description` says what belongs there, with its unit and range: the same
 * sentence is the advice of an error. Rules between two fields stand in `consistency.ts`.
 */

const yesNo = (description: string) => ({ type: 'boolean', description: `${description}: true or false` });
const text = (description: string) => ({ type: 'string', minLength: 1, description });
const integer = (minimum: number, maximum: number, description: string) => ({
  type: 'integer',
  minimum,
  maximum,
  description: `${description}, a whole number from ${minimum} to ${maximum}`,
});
const seconds = (maximum: number, description: string) => ({
  type: 'number',
  exclusiveMinimum: 0,
  maximum,
  description: `${description}, in seconds, at most ${maximum}`,
});
const oneOf = (values: readonly string[], description: string) => ({
  type: 'string',
  enum: values,
  description: `${description}: one of ${values.join(', ')}`,
});
const list = (items: object, description: string) => ({ type: 'array', items, uniqueItems: true, description });
const section = (description: string, properties: object, required: readonly string[] = []) => ({
  type: 'object',
  description: `${description}: ${Object.keys(properties).join(', ')}`,
  additionalProperties: false,
  properties,
  required,
});

const commonAddress = integer(1, 65534, 'common address');
const objectAddress = integer(0, 16777215, 'information object address');
const typeIdentification = integer(1, 255, 'type identification');
const address = section('address of an information object', { ca: commonAddress, ioa: objectAddress }, ['ca', 'ioa']);
const timeout = seconds(3600, 'how long the stimulus may take');
/** No colon, or an IPv6 address without brackets: a port after the host would otherwise become part of the name. */
const host = {
  type: 'string',
  pattern: '^(?:[^\\s/:[\\]]+|[^\\s/:[\\]]*:[^\\s/:[\\]]*:[^\\s/[\\]]*)$',
  description: 'a name or an IP address alone, without scheme, brackets or port; the port has a line of its own',
};
const endpoint = {
  host,
  port: integer(1, 65535, 'TCP port'),
  tls: yesNo('TLS on this port'),
};
const partner = oneOf(['same-events', 'own-events'], 'another device, the second station of a redundant pair, and whether it has the events of the first');
const groups = (last: number) => list(integer(1, last, 'group'), `list of groups, 1 to ${last}`);
const periodic = (description: string) =>
  section(description, { used: yesNo('whether it is used'), period: seconds(172800, 'period') });

const functions = section('basic application functions of 104:9.6', {
  remoteInitialisation: yesNo('end of initialisation is sent'),
  cyclic: periodic('cyclic transmission'),
  backgroundScan: periodic('background scan'),
  read: yesNo('read procedure'),
  spontaneous: yesNo('spontaneous transmission'),
  test: yesNo('test procedure'),
  doubleTransmission: list(
    { type: 'integer', enum: [1, 3, 5, 7, 9, 11, 13], description: 'one of the types 1, 3, 5, 7, 9, 11, 13' },
    'list of types that are also sent with time tag: 1, 3, 5, 7, 9, 11, 13',
  ),
  stationInterrogation: section('station interrogation', { global: yesNo('global interrogation'), groups: groups(16) }),
  counterInterrogation: section('transmission of integrated totals', {
    global: yesNo('general request of counters'),
    groups: groups(4),
    modes: list(oneOf(['A', 'B', 'C', 'D'], 'mode'), 'list of modes A to D'),
    actions: list(oneOf(['read', 'freeze', 'freezeReset', 'reset'], 'action'), 'list of counter actions'),
  }),
  clock: section('clock synchronisation', {
    used: yesNo('clock synchronisation'),
    dayOfWeek: yesNo('day of week in time tags'),
    summerTime: yesNo('summer time bit in time tags'),
    genuine: yesNo('bit for genuine or substituted time in time tags'),
    zone: oneOf(['UTC', 'local'], 'time in time tags'),
    otherSource: yesNo('the clock is set from elsewhere, and a synchronisation is not used'),
  }),
  commands: section('command transmission', {
    direct: yesNo('direct command'),
    directSetpoint: yesNo('direct set point command'),
    selectExecute: yesNo('select and execute command'),
    selectExecuteSetpoint: yesNo('select and execute set point command'),
    setpointTermination: yesNo('activation termination of set points'),
    qualifiers: list(oneOf(['none', 'short', 'long', 'persistent'], 'qualifier'), 'list of qualifiers of command'),
    selectTimeout: seconds(3600, 'time until a selection lapses'),
    maxDelay: seconds(86400, 'greatest age of a time-tagged command'),
  }),
  parameters: section('parameter loading', {
    kinds: list(oneOf(['threshold', 'smoothing', 'lowLimit', 'highLimit'], 'kind'), 'list of kinds of parameter'),
    activation: yesNo('parameter activation'),
  }),
  files: section('file transfer', {
    monitor: list(
      oneOf(['transparent', 'disturbance', 'events', 'recordedValues'], 'kind of file'),
      'list of kinds of file in monitor direction',
    ),
    control: list(oneOf(['transparent'], 'kind of file'), 'list of kinds of file in control direction'),
  }),
  reset: section('reset process', {
    used: yesNo('reset process'),
    qualifiers: list(integer(1, 127, 'qualifier of reset process'), 'list of qualifiers of reset process'),
  }),
});

const verbs = list(oneOf(['events', 'count', 'operate', 'restart', 'freeze', 'clock', 'cyclic'], 'verb'), 'list of what it offers: events, count, operate, restart, freeze, clock, cyclic');
const hook = { timeout, verbs, exact: yesNo('whether it makes exactly as many events as it is asked for') };

const stimulusKind = (kind: string, properties: object, required: readonly string[] = []) =>
  section(`stimulus of kind ${kind}`, { kind: { const: kind }, ...properties }, ['kind', ...required]);

/** What a stimulus can be; also named in the message for an unknown one. */
export const STIMULUS_KINDS = ['none', 'command', 'http', 'loopback', 'prompt'] as const;

const stimulus = {
  type: 'object',
  description: `how the device is made to report an event; kind is one of ${STIMULUS_KINDS.join(', ')}`,
  discriminator: { propertyName: 'kind' },
  oneOf: [
    stimulusKind('none', {}),
    stimulusKind(
      'command',
      {
        command: text('the program to start'),
        arguments: { type: 'array', items: { type: 'string' }, description: 'list of its arguments' },
        ...hook,
      },
      ['command'],
    ),
    stimulusKind(
      'http',
      {
        url: { type: 'string', pattern: '^https?://[^\\s]+$', description: 'an address that begins with http:// or https://' },
        method: oneOf(['GET', 'POST', 'PUT'], 'method'),
        body: { type: 'string', description: 'the text to send' },
        ...hook,
      },
      ['url'],
    ),
    stimulusKind('loopback', { command: address, input: address }, ['command', 'input']),
    stimulusKind('prompt', { text: text('what to ask of the person at the device'), timeout, verbs }),
  ],
};

const LATEST_T = 255;
const LATEST_T3 = 172800;

export const PROFILE_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'spec104 profile',
  ...section('sections of a profile', {
    identity: section('what is tested', {
      vendor: text('text'),
      model: text('text'),
      hardware: text('text, the version of the hardware'),
      software: text('text, the version of the software'),
      serial: text('text'),
    }),
    role: oneOf(['controlled', 'controlling'], 'role of the device'),
    endpoint: section('where the device listens', endpoint),
    endpoints: list(section('where the device listens besides', { ...endpoint, partner }, ['host']), 'list of further endpoints'),
    apci: section('time-outs and windows of 104:9.6', {
      t0: seconds(LATEST_T, 'time-out of connection establishment'),
      t1: seconds(LATEST_T, 'time-out of sent or test APDUs'),
      t2: seconds(LATEST_T, 'time-out for acknowledgements, below t1'),
      t3: seconds(LATEST_T3, 'time-out for test frames on an idle connection'),
      k: integer(1, 32767, 'unacknowledged I format APDUs at most'),
      w: integer(1, 32767, 'I format APDUs until acknowledgement at the latest'),
      // The shortest ASDU with an object leaves 14: 4 of control field, 6 of data unit identifier, 3 of address, 1 of element.
      maxApduMonitor: integer(14, 253, 'longest APDU from the controlled station, as its length octet counts'),
      maxApduControl: integer(14, 253, 'longest APDU to the controlled station, as its length octet counts'),
      shortTimers: yesNo('fractions of a second in t0 to t3'),
    }),
    tolerance: section('tolerances of timing verdicts', {
      absolute: { type: 'number', minimum: 0, maximum: 60, description: 'seconds, from 0 to 60' },
      relative: { type: 'number', minimum: 0, maximum: 1, description: 'share of the nominal value, from 0 to 1' },
      close: seconds(60, 'time for an active close after a protocol error'),
    }),
    connections: section('connections of the device', {
      max: integer(1, 1024, 'parallel connections'),
      allowedClients: list(text('an address'), 'list of addresses that may connect'),
      // That no name stands twice is said in consistency.ts, once.
      redundancyGroups: {
        type: 'array',
        description: 'list of redundancy groups, each with a name of its own',
        items: section(
          'redundancy group',
          {
            name: text('name of the group'),
            members: list(text('an address'), 'list of addresses of controlling stations'),
            ports: list(integer(1, 65535, 'TCP port'), 'list of ports of the device'),
            connections: integer(1, 1024, 'connections of the group at the same time'),
          },
          ['name'],
        ),
      },
      mode: oneOf(['single-group', 'multiple-groups', 'connection-is-group'], 'how connections form groups'),
      takeover: oneOf(['close-old', 'silence-old', 'refuse-new'], 'what a second STARTDT in a group does'),
    }),
    tls: section('104 over TLS', {
      used: yesNo('TLS'),
      port: integer(1, 65535, 'TCP port of TLS'),
      secureOnly: yesNo('the plain port is closed'),
      versions: list(oneOf(['1.0', '1.1', '1.2', '1.3'], 'version of TLS, in quotes'), 'list of versions: "1.0", "1.1", "1.2", "1.3"'),
      suites: list(oneOf([...SUITES.keys()], 'cipher suite by its IANA name'), 'list of cipher suites by their IANA names, TLS_...'),
      pki: text('folder of the test PKI, made with npm run pki'),
      handshakeTimeout: seconds(600, 'time until a handshake that stands still is given up'),
      crl: yesNo('revocation lists are held'),
      knownCertificates: yesNo('only listed certificates are admitted'),
      resumption: yesNo('sessions are resumed'),
      resumptionTime: seconds(86_400, 'time for which a session can be resumed'),
      renegotiation: yesNo('renegotiation in TLS 1.2'),
      securityLog: section('where this machine receives the security log of the device', {
        host: text('an address of this machine'),
        port: integer(1, 65535, 'port of syslog'),
        transport: oneOf(['tls', 'tcp', 'udp'], 'how the device logs'),
      }),
      admits: list(oneOf(['rsa1024', 'sha1', 'expired crl'], 'weakness'), 'list of what is admitted although weak or late'),
    }),
    application: section('application layer of 104:9.5', {
      commonAddresses: { ...list(commonAddress, 'list of common addresses, each 1 to 65534'), minItems: 1 },
      originatorUsed: yesNo('originator address'),
      types: {
        type: 'object',
        description: 'types by their identification, 1 to 255, each with direction and causes',
        additionalProperties: false,
        patternProperties: {
          '^(?:[1-9]|[1-9][0-9]|1[0-9][0-9]|2[0-4][0-9]|25[0-5])$': section(
            'use of a type',
            {
              direction: oneOf(['X', 'R', 'B'], 'standard, reverse or both directions'),
              causes: list(integer(1, 63, 'cause of transmission'), 'list of causes, 1 to 63'),
            },
            ['direction'],
          ),
        },
      },
    }),
    functions,
    objects: {
      type: 'array',
      description: 'list of information objects, each with ca, ioa and type',
      items: section(
        'information object',
        {
          ca: commonAddress,
          ioa: objectAddress,
          type: typeIdentification,
          eventType: typeIdentification,
          interrogation: yesNo('part of the station interrogation'),
          groups: groups(16),
          operate: yesNo('commands to this object permitted'),
          select: yesNo('executed only after a selection'),
          counts: yesNo('its events are numbered by their value'),
        },
        ['ca', 'ioa', 'type'],
      ),
    },
    stimulus,
    declared: section('declared behaviours', {
      repeatedStartdt: oneOf(['confirm', 'ignore', 'close'], 'STARTDT act while started'),
      secondInterrogation: oneOf(['restart', 'queue', 'parallel', 'negative', 'ignore'], 'interrogation during another'),
      broadcastInterrogation: oneOf(['per-address', 'broadcast-address', 'ignore'], 'confirmation of a broadcast interrogation'),
      unknownU: oneOf(['ignore', 'close'], 'unknown U format'),
      tooOldCommand: oneOf(['silent', 'negative'], 'time-tagged command beyond its age'),
      restart: seconds(3600, 'from a restart until connections are accepted again'),
      idleClose: seconds(86_400, 'until a connection that is not started is closed'),
      eventBuffer: integer(1, 1_000_000, 'events kept for one redundancy group'),
      overflow: oneOf(['drop-oldest', 'drop-newest'], 'events lost beyond the buffer'),
    }),
    allow: section('what the suite may do to the device', {
      operate: yesNo('commands to objects that are marked operate'),
      clock: yesNo('setting the clock'),
      reset: yesNo('resetting the process, freezing and resetting counters'),
      parameters: yesNo('loading and activating parameters'),
      files: yesNo('transferring files'),
      malformed: yesNo('malformed frames'),
      flood: yesNo('floods of frames or connections'),
    }),
    outOfService: yesNo('no process depends on the device during the test'),
  }),
} as const;
