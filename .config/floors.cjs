// The floors of the house: imports point down only, and there are no circles.
const above = {
  protocol: ['profile', 'record', 'oracles', 'verdict', 'transport', 'master', 'station', 'proxy', 'dut', 'report', 'run', 'cli'],
  profile: ['record', 'oracles', 'verdict', 'transport', 'master', 'station', 'proxy', 'dut', 'report', 'run', 'cli'],
  record: ['oracles', 'verdict', 'transport', 'master', 'station', 'proxy', 'dut', 'report', 'run', 'cli'],
  verdict: ['oracles', 'transport', 'master', 'station', 'proxy', 'dut', 'report', 'run', 'cli'],
  oracles: ['transport', 'master', 'station', 'proxy', 'dut', 'report', 'run', 'cli'],
  transport: ['master', 'station', 'proxy', 'dut', 'report', 'run', 'cli'],
  master: ['station', 'proxy', 'dut', 'report', 'run', 'cli'],
  proxy: ['master', 'station', 'dut', 'report', 'run', 'cli'],
  station: ['master', 'proxy', 'dut', 'report', 'run', 'cli'],
  dut: ['report', 'run', 'cli'],
  report: ['transport', 'master', 'station', 'proxy', 'dut', 'run', 'cli'],
  run: ['cli'],
};
const pure = ['protocol', 'profile', 'record', 'oracles', 'verdict'];

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(above).map(([room, higher]) => ({
      name: `floor-of-${room}`,
      severity: 'error',
      from: { path: `^support/${room}/`, pathNot: '\\.test\\.ts$' },
      to: { path: `^(support/(${[...higher, 'bench', 'agreement', 'fuzz'].join('|')})|steps)/` },
    })),
    {
      name: 'pure-rooms',
      comment: 'protocol, profile, record, oracles and verdict know no socket, no file and no clock',
      severity: 'error',
      from: { path: `^support/(${pure.join('|')})/`, pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: { doNotFollow: { path: 'node_modules' }, tsConfig: { fileName: 'tsconfig.json' }, tsPreCompilationDeps: true },
};
