import { expect } from 'chai';
import type { Profile } from './profile';
import { endpointsOf, furtherEndpointsOf, isDeclared, partnerOf, portOf, settingsOf } from './settings';

describe('the settings of a run', () => {
  it('are the defaults of the standard where no profile is, all of them assumed', () => {
    const settings = settingsOf(undefined);
    expect(settings).to.deep.equal({
      apci: { t0: 30_000, t1: 15_000, t2: 10_000, t3: 20_000, k: 12, w: 8, maxApduMonitor: 253, maxApduControl: 253 },
      tolerance: { absoluteMs: 1000, relative: 0, closeMs: 2000 },
      handshakeMs: 60_000,
      resumptionMs: 0,
      selectMs: 0,
      periodMs: 0,
      commonAddresses: undefined,
      connections: 1,
      declared: {},
      assumed: {
        'apci.t0': 30,
        'apci.t1': 15,
        'apci.t2': 10,
        'apci.t3': 20,
        'apci.k': 12,
        'apci.w': 8,
        'apci.maxApduMonitor': 253,
        'apci.maxApduControl': 253,
        'tolerance.absolute': 1,
        'tolerance.relative': 0,
        'tolerance.close': 2,
        'connections.max': 1,
      },
    });
    expect(settingsOf({})).to.deep.equal(settings);
  });

  it('have the longest period of what comes again and again', () => {
    const period = (functions: Profile['functions']): number => settingsOf(functions === undefined ? {} : { functions }).periodMs;
    expect(period({ cyclic: { used: true, period: 2 }, backgroundScan: { used: true, period: 30 } })).to.equal(30_000);
    expect(period({ cyclic: { used: true, period: 2 }, backgroundScan: { used: false, period: 30 } })).to.equal(2000);
    expect(period({ cyclic: { used: true } })).to.equal(0);
  });

  it('take what is stated, in milliseconds, and tell it from what is assumed', () => {
    const settings = settingsOf({
      endpoint: { host: 'rtu', tls: true },
      apci: { t1: 0.3, t2: 0.1, k: 6, shortTimers: true },
      tolerance: { relative: 0.1 },
      connections: { max: 4 },
      application: { commonAddresses: [1, 7] },
    });
    expect(settings.apci).to.include({ t0: 30_000, t1: 300, t2: 100, k: 6 });
    expect(settings.tolerance).to.deep.equal({ absoluteMs: 1000, relative: 0.1, closeMs: 2000 });
    expect(settings.commonAddresses).to.deep.equal([1, 7]);
    expect(settings.connections).to.equal(4);
    expect(settings.declared).to.deep.equal({
      'endpoint.host': 'rtu',
      'endpoint.tls': true,
      'apci.t1': 0.3,
      'apci.t2': 0.1,
      'apci.k': 6,
      'apci.shortTimers': true,
      'tolerance.relative': 0.1,
      'connections.max': 4,
      'application.commonAddresses': '1, 7',
    });
    expect(settings.assumed).to.include({ 'apci.t0': 30, 'endpoint.port': 19998 });
    expect(settings.assumed).to.not.have.any.keys('apci.t1', 'apci.k', 'connections.max', 'tolerance.relative');
  });

  it('keep fractions of a millisecond, free of binary remainders', () => {
    expect(settingsOf({ apci: { t1: 0.0125, t2: 0.0011, shortTimers: true } }).apci).to.include({ t1: 12.5, t2: 1.1 });
  });

  it('take a key without value for not stated', () => {
    const settings = settingsOf({ apci: { t1: undefined }, connections: { max: undefined } });
    expect(settings.apci.t1).to.equal(15_000);
    expect(isDeclared(settings, 'apci')).to.equal(false);
    expect(settings.assumed).to.include({ 'apci.t1': 15, 'connections.max': 1 });
  });

  it('keep t2 below t1 and w within two thirds of k where only one of them is stated', () => {
    const cases: readonly (readonly [Profile['apci'], object])[] = [
      [{ t1: 5 }, { t1: 5000, t2: 3000 }],
      [{ t1: 1 }, { t1: 1000, t2: 666 }],
      [{ t1: 60 }, { t1: 60_000, t2: 10_000 }],
      [{ t2: 20 }, { t1: 30_000, t2: 20_000 }],
      [{ t2: 3 }, { t1: 15_000, t2: 3000 }],
      [{ k: 4 }, { k: 4, w: 2 }],
      [{ k: 1 }, { k: 1, w: 1 }],
      [{ k: 100 }, { k: 100, w: 8 }],
      [{ w: 30 }, { k: 45, w: 30 }],
      [{ w: 32767 }, { k: 32767, w: 32767 }],
    ];
    for (const [apci, expected] of cases) expect(settingsOf({ apci }).apci, JSON.stringify(apci)).to.include(expected);
  });

  it('flatten lists, sections and redundancy groups, and leave tester and objects out of the report', () => {
    const { declared } = settingsOf({
      outOfService: true,
      application: { types: { '1': { direction: 'X', causes: [3, 20] } } },
      connections: { redundancyGroups: [{ name: 'a', members: ['10.0.0.1'] }] },
      functions: { doubleTransmission: [], cyclic: { used: false } },
      objects: [
        { ca: 1, ioa: 1, type: 1 },
        { ca: 1, ioa: 2, type: 1 },
      ],
      stimulus: { kind: 'http', url: 'http://user:word@relay/pulse' },
    });
    expect(declared).to.deep.equal({
      outOfService: true,
      'application.types.1.direction': 'X',
      'application.types.1.causes': '3, 20',
      'connections.redundancyGroups.0.name': 'a',
      'connections.redundancyGroups.0.members': '10.0.0.1',
      'functions.doubleTransmission': 'none',
      'functions.cyclic.used': false,
      objects: 2,
      'stimulus.kind': 'http',
    });
  });

  it('know whether a value, or anything of a section, is declared', () => {
    const settings = settingsOf({ apci: { t1: 15 } });
    expect(isDeclared(settings, 'apci.t1')).to.equal(true);
    expect(isDeclared(settings, 'apci')).to.equal(true);
    expect(isDeclared(settings, 'apci.t')).to.equal(false);
    expect(isDeclared(settings, 'apci.t2')).to.equal(false);
    expect(isDeclared(settings, 'constructor')).to.equal(false);
  });
});

describe('the endpoints of a profile', () => {
  it('have the port of 104, or of 104 over TLS, unless it is stated', () => {
    expect(portOf({})).to.equal(2404);
    expect(portOf({ tls: false })).to.equal(2404);
    expect(portOf({ tls: true })).to.equal(19998);
    expect(portOf({ tls: true, port: 2404 })).to.equal(2404);
  });

  it('are those whose host is known, the main one first', () => {
    expect(endpointsOf(undefined)).to.deep.equal([]);
    expect(endpointsOf({ endpoint: { port: 2405 }, endpoints: [{ host: 'b', tls: true }] })).to.deep.equal([
      { host: 'b', port: 19998, tls: true },
    ]);
    expect(endpointsOf({ endpoint: { host: 'a' }, endpoints: [{ host: 'b' }] }).map(({ host }) => host)).to.deep.equal(['a', 'b']);
  });

  it('tell another port of the device from its partner', () => {
    const profile = { endpoints: [{ host: 'a', port: 2405 }, { host: 'b', partner: 'own-events' as const }] };
    expect(furtherEndpointsOf(profile)).to.deep.equal([{ host: 'a', port: 2405 }]);
    expect(partnerOf(profile)).to.deep.equal({ host: 'b', partner: 'own-events' });
    expect(partnerOf({ endpoints: [{ host: 'a' }] })).to.equal(undefined);
  });
});
