import { expect } from 'chai';
import { closingLine, consoleReport } from './console';
import { requirementOf, sampleResults, scenarioOf, stoppedResults } from './sample-results';
import { columnsOf, wantsColour } from './terminal';

describe('console report', () => {
   
  const uncoloured = (text: string): string => text.replace(/\u001b\[[0-9;]*m/g, '');

  it('fits the width, and colour changes nothing but colour', () => {
    for (const width of [80, 100, 120]) {
      const text = consoleReport(sampleResults(), { width });
      for (const line of text.split('\n')) expect(line.length, line).to.be.at.most(width);
      expect(uncoloured(consoleReport(sampleResults(), { width, colour: true }))).to.equal(text);
    }
    expect(consoleReport(sampleResults(), { colour: true })).to.include('\u001b[1;31mfail');
  });

  it('gives reason, measurement, clause and basis of what did not pass', () => {
    const text = consoleReport(sampleResults(), { width: 120 }).replace(/\s+/g, ' ');
    expect(text).to.include('fail SST-008 After STARTDT act the controlled station confirms');
    expect(text).to.include('> STARTDT con expected within 1000 ms of STARTDT act (frame 3), none came');
    expect(text).to.include('STARTDT con: 12.35 ms, at most 1000 ms, margin 987.7 ms, uncertainty 1.2 ms');
    expect(text).to.include('104:5.3, required, basis F:x+K');
    expect(text).to.include('held in 1 scenario, broken in error-01');
  });

  it('shows what is declared, assumed and measured', () => {
    const text = consoleReport(sampleResults());
    expect(text).to.match(/declared +application.commonAddresses 1; apci.t1 15 s\b/);
    expect(text).to.match(/assumed +timers.t2 10 s/);
    expect(text).to.match(/measured +common addresses 1, 2; t3 20.01 s\n/);
  });

  it('shows of several measurements the one that would break first', () => {
    const measured = (value: number): ReturnType<typeof scenarioOf> =>
      scenarioOf('pass', { id: `m-${value}`, measurements: [{ requirement: 'SST-001', name: 'STARTDT con', value, unit: 'ms', upper: 1000, margin: 1000 - value }] });
    const text = consoleReport(sampleResults({ scenarios: [measured(10), measured(900), measured(20)] }));
    expect(text).to.include('STARTDT con: 900 ms, at most 1000 ms, margin 100 ms (tightest of 3)');
  });

  it('puts together what was held back for one reason', () => {
    const held = ['CMD-001', 'CMD-002', 'CMD-003'].map((id) => requirementOf('not executed', { id }));
    const text = consoleReport(sampleResults({ requirements: held }));
    expect(text).to.match(/not executed +CMD-001, CMD-002, CMD-003\n +> held back by the safety interlock/);
  });

  it('names the commands for what failed first, then for the rest, and the evidence', () => {
    const scenarios = [scenarioOf('inconclusive'), scenarioOf('fail', { evidence: ['evidence/fail-01/timeline.txt'] })];
    const text = consoleReport(sampleResults({ scenarios }), { runDir: 'reports/one/' });
    expect(text.indexOf('npm test -- fail-01')).to.be.greaterThan(0).and.to.be.lessThan(text.indexOf('npm test -- inconclusive-01'));
    expect(text).to.include('reports/one/evidence/fail-01/timeline.txt');
  });

  it('ends with the counts alone on a line', () => {
    const lines = consoleReport(sampleResults(), { reports: ['results  reports/one/results.json'] }).trimEnd().split('\n');
    expect(lines.at(-1)).to.equal('4 passed, 4 failed, 2 skipped');
    expect(lines.at(-2)).to.equal('');
  });

  it('shows a stopped run as what the preflight met, with meaning and fix, not as a wall of verdicts', () => {
    const text = consoleReport(stoppedResults());
    expect(text).to.include('meaning: nothing listens there').and.to.include('fix: start the 104 service');
    expect(text).to.include('No scenario was run: connect to 192.0.2.104:2404 was refused');
    expect(closingLine(stoppedResults())).to.equal('0 passed, 1 failed, 0 skipped');
  });

  it('lets no device steer the terminal', () => {
    const sample = sampleResults();
    const evil = '\u001b[2J\u009b31m\r\n1 passed, 0 failed, 0 skipped\n';
    const text = consoleReport({ ...sample, dut: { ...sample.dut, identity: { vendor: evil }, measured: { t3: evil } }, scenarios: [scenarioOf('fail', { reason: evil, rerun: evil })] }, { reports: [evil], runDir: evil });
     
    expect(text).to.not.match(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(text.split('\n').filter((line) => /^\d+ passed/.test(line))).to.have.length(1);
  });
});

describe('terminal', () => {
  it('is coloured for people who did not refuse it', () => {
    expect(wantsColour({ isTTY: true }, {})).to.equal(true);
    expect(wantsColour({ isTTY: true }, { NO_COLOR: '1' })).to.equal(false);
    expect(wantsColour({ isTTY: true }, { TERM: 'dumb' })).to.equal(false);
    expect(wantsColour({}, {})).to.equal(false);
  });

  it('has 80 to 120 columns, 100 where nobody says', () => {
    expect([columnsOf({ columns: 40 }), columnsOf({ columns: 90 }), columnsOf({ columns: 300 }), columnsOf({})]).to.deep.equal([80, 90, 120, 100]);
  });
});
