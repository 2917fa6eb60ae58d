import { expect } from 'chai';
import * as fc from 'fast-check';
import { parseProfile, problemLine, ProfileError, readProfile } from './parse';

function refused(text: string): ProfileError {
  try {
    parseProfile(text, 'rtu.yaml');
  } catch (error) {
    if (error instanceof ProfileError) return error;
    throw error;
  }
  throw new Error('the profile was accepted');
}

/** A profile with one thing wrong, and the one line said about it. */
function complaint(text: string): string {
  const error = refused(text);
  expect(error.problems, error.message).to.have.length(1);
  return error.message;
}

describe('reading a profile', () => {
  it('takes nothing at all for an empty profile', () => {
    for (const text of ['', '\n', '# all of it commented out\n', '{}', '---\n']) {
      expect(parseProfile(text, 'rtu.yaml'), JSON.stringify(text)).to.deep.equal({});
    }
  });

  it('reads what is stated', () => {
    const profile = parseProfile(
      'endpoint: { host: "fe80::1", tls: true }\r\napci: { t1: 15, t2: 10 }\r\napplication:\r\n  types:\r\n    1: { direction: X, causes: [3, 20] }\r\n',
      'rtu.yaml',
    );
    expect(profile).to.deep.equal({
      endpoint: { host: 'fe80::1', tls: true },
      apci: { t1: 15, t2: 10 },
      application: { types: { '1': { direction: 'X', causes: [3, 20] } } },
    });
  });

  it('reads JSON and follows an alias', () => {
    expect(parseProfile('{"apci": {"k": 12}}', 'rtu.json')).to.deep.equal({ apci: { k: 12 } });
    expect(parseProfile('functions: { cyclic: &p { used: true }, backgroundScan: *p }', 'rtu.yaml').functions).to.deep.equal({
      cyclic: { used: true },
      backgroundScan: { used: true },
    });
  });

  it('names source, line, column, path, what is wrong and what to do', () => {
    expect(complaint('apci:\n  t1: 15\n  t5: 20\n')).to.match(/^rtu\.yaml:3:3: apci\.t5: unknown key "t5"\. Did you mean "t\d"\?$/);
  });

  it('reports all problems at once, in the order of the text', () => {
    const error = refused(
      ['endpoint: { port: 70000 }', 'apci: { t1: 10, t2: 10, k: 0 }', 'alow: { clock: true }', 'functions:', '  read: yes', 'functions: {}'].join('\n'),
    );
    expect(error.code).to.equal('profile-invalid');
    expect(error.source).to.equal('rtu.yaml');
    // The section that stands twice is read the second time, empty.
    expect(error.problems.map(({ line, column, path }) => `${line}:${column} ${path}`)).to.deep.equal([
      '1:19 endpoint.port',
      '2:21 apci.t2',
      '2:28 apci.k',
      '3:1 alow',
      '6:1 profile',
    ]);
    expect(error.message.split('\n')).to.have.length(5);
  });

  describe('refuses an unknown key with the nearest legal one', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['endpont: { host: rtu }', 'Did you mean "endpoint"?'],
      ['apci: { K: 12 }', 'Did you mean "k"?'],
      ['apci: { maxApduMonitr: 253 }', 'Did you mean "maxApduMonitor"?'],
      ['application: { cas: [1] }', 'Did you mean "commonAddresses"?'],
      ['functions: { gi: { global: true } }', 'Did you mean "stationInterrogation"?'],
      ['objects: [{ ca: 1, ioa: 1, type: 1, typ: 1 }]', 'Did you mean "type"?'],
      ['stimulus: { kind: prompt, txt: now }', 'Did you mean "text"?'],
      ['tolerance: { zzzzzzzz: 1 }', 'Legal here: absolute, relative, close'],
      ['application: { types: { 256: { direction: X } } }', 'types by their identification, 1 to 255'],
      ['application: { types: { M_SP_NA_1: { direction: X } } }', 'types by their identification, 1 to 255'],
      ['"__proto__": { a: 1 }', 'unknown key "__proto__"'],
      ['constructor: 1', 'unknown key "constructor"'],
    ];
    for (const [text, advice] of cases) {
      it(text, () => expect(complaint(text)).to.include(advice));
    }
  });

  describe('refuses values that do not fit', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['5', '1:1: profile: must be a section with keys, found 5'],
      ['identity:', '1:1: identity: must be a section with keys, found nothing. Fill it in, or remove the line'],
      ['identity: { software: 2.10 }', 'must be text, found 2.10. Put it in quotes: "2.10"'],
      ['identity: { model: "" }', 'identity.model: must not be empty'],
      ['outOfService: yes', '1:15: outOfService: must be true or false, found "yes". Write true'],
      ['allow: { clock: off }', 'Write false'],
      ['allow: { clock: 1 }', 'must be true or false, found 1'],
      ['apci: { t1: "15" }', 'must be a number, found the text "15". Write 15 without quotes'],
      ['apci: { t1: .inf }', 'must be a number, found .inf'],
      ['apci: { t1: 0 }', 'must be more than 0, found 0'],
      ['apci: { t1: 256 }', 'must be at most 255, found 256'],
      ['apci: { t3: 172801 }', 'must be at most 172800'],
      ['apci: { t2: 2.5 }', 'must be whole seconds, found 2.5. Round it, or put "shortTimers: true"'],
      ['apci: { t1: 5, t2: 7 }', '1:20: apci.t2: must be below t1 (104:5.2), found t2 7 and t1 5'],
      ['apci: { k: 32768 }', 'must be at most 32767'],
      ['apci: { w: 1.5 }', 'must be a whole number, found 1.5'],
      ['apci: { maxApduControl: 254 }', 'must be at most 253'],
      ['endpoint: { port: 0 }', 'must be at least 1, found 0'],
      ['endpoint: { host: "192.168.1.100:2404" }', 'without scheme, brackets or port'],
      ['endpoint: { host: "http://rtu" }', 'without scheme, brackets or port'],
      ['endpoint: { host: "[fe80::1]" }', 'without scheme, brackets or port'],
      ['apci: { t1: 0.0001, shortTimers: true }', '1:13: apci.t1: must be at least 0.001 (a millisecond), found 0.0001'],
      ['connections: { redundancyGroups: [{ name: a }, { name: a }] }', '1:56: connections.redundancyGroups[1].name: the name "a" stands already'],
      ['endpoints: [{ port: 2404 }]', 'endpoints[0]: lacks "host"'],
      ['tolerance: { relative: 5 }', 'must be at most 1, found 5'],
      ['application: { commonAddresses: [0] }', 'application.commonAddresses[0]: must be at least 1'],
      ['application: { commonAddresses: [65535] }', 'must be at most 65534'],
      ['application: { commonAddresses: [] }', 'must not be empty'],
      ['application: { commonAddresses: [1, 2, 1] }', '1:40: application.commonAddresses: entries 1 and 3 are equal'],
      ['application: { commonAddresses: 1 }', 'must be a list, found 1'],
      ['application: { types: { 1: { direction: Y } } }', 'must be one of X, R, B, found "Y"'],
      ['application: { types: { 1: {} } }', 'application.types.1: lacks "direction". Add direction: '],
      ['functions: { stationInterrogation: { groups: [17] } }', 'must be at most 16'],
      ['functions: { doubleTransmission: [30] }', 'must be one of 1, 3, 5, 7, 9, 11, 13, found 30'],
      ['declared: { repeatedStartdt: confrm }', 'Did you mean "confirm"?'],
      ['stimulus: { kind: htp }', '1:19: stimulus.kind: must be one of none, command, http, loopback, prompt, found "htp". Did you mean "http"?'],
      ['stimulus: { kind: 3 }', 'stimulus.kind: must be one of'],
      ['stimulus: {}', 'stimulus: lacks "kind". Expected: how the device'],
      ['stimulus: { kind: command }', 'stimulus: lacks "command"'],
      ['stimulus: { kind: http, url: "file:///etc" }', 'begins with http:// or https://'],
      ['stimulus: { kind: loopback, command: { ca: 1, ioa: 2 }, input: { ca: 1, ioa: 3 } }', 'is marked "operate: true"'],
      ['objects: [{ ca: 1, ioa: 16777216, type: 1 }]', 'objects[0].ioa: must be at most 16777215'],
      ['objects: [{ ca: 1, ioa: 1, type: 1, operate: true }]', 'type 1 is no command'],
      ['objects:\n  - { ca: 1, ioa: 1, type: 1 }\n  - { ca: 1, ioa: 1, type: 1 }', '3:19: objects[1].ioa: object 1 of common address 1 with type 1 stands already at objects[0]'],
      ['application: { commonAddresses: [1] }\nobjects:\n  - { ca: 2, ioa: 1, type: 1 }', '3:11: objects[0].ca: common address 2 is not among application.commonAddresses (1)'],
    ];
    for (const [text, said] of cases) {
      it(text.replaceAll('\n', ' | '), () => expect(complaint(text)).to.include(said));
    }
  });

  it('takes fractions of a second where short timers are declared', () => {
    const apci = { t0: 0.5, t1: 0.3, t2: 0.1, t3: 0.4, shortTimers: true };
    expect(parseProfile(JSON.stringify({ apci }), 'rtu.yaml')).to.deep.equal({ apci });
    expect(complaint('apci: { t1: 0.1, t2: 0.3, shortTimers: true }')).to.include('must be below t1');
  });

  it('accepts with a placed remark what is legal and most likely a slip, in the order of the text', () => {
    const text = 'objects:\n  - { ca: 1, ioa: 1, type: 99 }\napci:\n  k: 8\n  w: 12\n';
    const { profile, remarks } = readProfile(text, 'rtu.yaml');
    expect(profile).to.deep.equal({ objects: [{ ca: 1, ioa: 1, type: 99 }], apci: { k: 8, w: 12 } });
    expect(remarks.map(({ line, column, path }) => `${line}:${column} ${path}`)).to.deep.equal(['2:28 objects[0].type', '5:6 apci.w']);
    for (const remark of remarks) expect(problemLine('rtu.yaml', remark)).to.match(/^rtu\.yaml:\d+:\d+: .+\. .+$/);
  });

  it('takes the ends of the ranges', () => {
    const profile = {
      endpoint: { port: 65535 },
      apci: { t0: 1, t1: 255, t2: 1, t3: 172800, k: 32767, w: 1 },
      application: { commonAddresses: [1, 65534] },
      objects: [{ ca: 65534, ioa: 16777215, type: 1 }],
    };
    expect(parseProfile(JSON.stringify(profile), 'rtu.yaml')).to.deep.equal(profile);
  });

  describe('refuses what is not YAML', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['apci:\n  t1: 15\n  t1: 15\n', 'rtu.yaml:3:3: profile: this key stands here twice. Keep one of the two lines'],
      ['application: { types: { 1: { direction: X }, "1": { direction: R } } }', 'this key stands here twice'],
      ['apci:\n\tt1: 15\n', 'Indent with spaces'],
      ['a: 1\n---\nb: 2\n', 'One file holds one profile'],
      ['identity: *unknown\n', 'rtu.yaml:1:11: profile: the alias *unknown has no anchor'],
      ['identity: { model: !!nonsense x }', 'rtu.yaml:1:20'],
    ];
    for (const [text, said] of cases) {
      it(JSON.stringify(text), () => expect(refused(text).message).to.include(said));
    }

    it('says what is wrong with an unclosed bracket, and where', () => {
      const error = refused('apci: { t1: 15\nallow:\n  clock: true\n');
      expect(error.problems.length).to.be.greaterThan(0);
      expect(error.problems.every(({ line }) => line >= 1 && line <= 4)).to.equal(true);
      expect(error.message).to.include('Close the bracket that was opened before');
    });

    it('gives up on nesting without end and on aliases that multiply', () => {
      expect(complaint('['.repeat(10_000))).to.include('nested too deeply');
      // Around the depth at which one stage after the other runs out of stack.
      for (let depth = 100; depth < 1500; depth += 100) expect(refused('['.repeat(depth) + ']'.repeat(depth)).problems).to.not.be.empty;
      const bomb = ['a: &a [1, 1]', ...'bcdefgh'.split('').map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefg'[i]}`).join(', ')}]`)];
      expect(refused(bomb.join('\n')).problems).to.not.be.empty;
    });
  });

  it('answers any text with a profile or with problems, and nothing else', () => {
    const keys = fc.constantFrom('apci', 'objects', 'stimulus', 'endpoint', 'functions', 'kind', 't1', 'ca', 'toString', '1');
    const yamlLike = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(0, 1, -1, 1.5, null, true, '', 'x', 'none', 'loopback'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(keys, tie('value'), { maxKeys: 4 }),
      ),
    })).value;
    const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'{}[]:-&*!|>\'"\n\t #ab1') }), yamlLike.map((v) => JSON.stringify(v)));
    fc.assert(
      fc.property(text, (candidate) => {
        try {
          const profile = parseProfile(candidate, 'rtu.yaml');
          expect(profile).to.be.an('object');
        } catch (error) {
          if (!(error instanceof ProfileError)) throw error;
          expect(error.problems).to.not.be.empty;
          for (const { line, column, message, advice } of error.problems) {
            expect([line >= 1, column >= 1, message !== '', advice !== '']).to.deep.equal([true, true, true, true]);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
