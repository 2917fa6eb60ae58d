import { expect } from 'chai';
import type { Profile } from './profile';
import { pics } from './settings';

const PROFILE: Profile = {
  application: { types: { '1': { direction: 'X' }, '45': { direction: 'R' } }, originatorUsed: false },
  connections: { max: 2 },
  functions: {
    read: true,
    test: false,
    cyclic: { used: false, period: 10 },
    backgroundScan: { used: true },
    clock: { summerTime: false, zone: 'UTC' },
    stationInterrogation: { global: false, groups: [1, 3] },
    counterInterrogation: { global: false, groups: [] },
    doubleTransmission: [],
    commands: {},
  },
};

describe('the PICS', () => {
  const cases: readonly (readonly [string, 'yes' | 'no' | 'unstated', string])[] = [
    ['functions.read', 'yes', 'functions.read: true'],
    ['functions.test', 'no', 'functions.test: false'],
    ['functions.spontaneous', 'unstated', 'functions.spontaneous: not stated'],
    ['functions.stationInterrogation.global', 'no', 'functions.stationInterrogation.global: false'],
    ['functions.stationInterrogation.groups', 'yes', 'functions.stationInterrogation.groups: [1, 3]'],
    ['functions.stationInterrogation.groups.3', 'yes', 'functions.stationInterrogation.groups: [1, 3]'],
    ['functions.stationInterrogation.groups.2', 'no', 'functions.stationInterrogation.groups: [1, 3]'],
    ['functions.stationInterrogation', 'yes', 'functions.stationInterrogation: {global: false, groups: [1, 3]}'],
    ['functions.counterInterrogation', 'no', 'functions.counterInterrogation: {global: false, groups: []}'],
    ['functions.counterInterrogation.actions.read', 'unstated', 'functions.counterInterrogation.actions.read: not stated'],
    ['functions.doubleTransmission', 'no', 'functions.doubleTransmission: []'],
    ['functions.cyclic', 'no', 'functions.cyclic.used: false'],
    ['functions.cyclic.used', 'no', 'functions.cyclic.used: false'],
    ['functions.cyclic.period', 'no', 'functions.cyclic.used: false'],
    ['functions.backgroundScan', 'yes', 'functions.backgroundScan: {used: true}'],
    ['functions.backgroundScan.period', 'unstated', 'functions.backgroundScan.period: not stated'],
    ['functions.clock.used', 'unstated', 'functions.clock.used: not stated'],
    ['functions.commands', 'unstated', 'functions.commands: not stated'],
    ['functions.commands.direct', 'unstated', 'functions.commands.direct: not stated'],
    ['functions.files.monitor.disturbance', 'unstated', 'functions.files.monitor.disturbance: not stated'],
    ['application.types.45', 'yes', 'application.types.45: {direction: R}'],
    ['application.types.46', 'no', 'application.types: {1, 45}'],
    ['application.types.46.causes', 'no', 'application.types: {1, 45}'],
    ['application.commonAddresses', 'unstated', 'application.commonAddresses: not stated'],
    ['connections.max', 'yes', 'connections.max: 2'],
    ['constructor.name', 'unstated', 'constructor.name: not stated'],
  ];
  for (const [path, answer, line] of cases) {
    it(`answers ${answer} to ${path}`, () => expect(pics(PROFILE, path)).to.deep.equal({ answer, line }));
  }

  it('state nothing without a profile, or without a table of types', () => {
    expect(pics(undefined, 'functions.read').answer).to.equal('unstated');
    expect(pics({}, 'functions.read').answer).to.equal('unstated');
    expect(pics({ application: {} }, 'application.types.45').answer).to.equal('unstated');
  });
});
