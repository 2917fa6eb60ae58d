import { expect } from 'chai';
import { junitXml } from './junit';
import { sampleResults, scenarioOf, stoppedResults } from './sample-results';

/** Every tag in order, and whether each that opens is closed in its turn. */
function tagsOf(xml: string): readonly string[] {
  const open: string[] = [];
  const names: string[] = [];
  for (const [, slash, name = '', selfClosed] of xml.matchAll(/<(\/?)([a-z-]+)(?:\s+[\w-]+="[^"<]*")*\s*(\/?)>/g)) {
    if (slash === '/') expect(open.pop(), 'closing tag').to.equal(name);
    else {
      names.push(name);
      if (selfClosed !== '/') open.push(name);
    }
  }
  expect(open).to.deep.equal([]);
  return names;
}

describe('JUnit XML', () => {
  it('counts what it lists, suite by suite and in all', () => {
    const xml = junitXml(sampleResults());
    const tags = tagsOf(xml);
    const having = (name: string): number => tags.filter((tag) => tag === name).length;
    expect({ tests: having('testcase'), failures: having('failure'), errors: having('error'), skipped: having('skipped') }).to.deep.equal({ tests: 10, failures: 2, errors: 2, skipped: 2 });
    expect(xml).to.match(/<testsuites name="spec104" tests="10" failures="2" errors="2" skipped="2" time="12.345">/);
    expect(xml).to.include('<testsuite name="Start and stop of data transfer (104:5.3)" tests="8" failures="1" errors="2" skipped="2"');
    expect(xml).to.include('<testsuite name="Invariants" tests="2" failures="1" errors="0" skipped="0"');
  });

  it('gives the reason where a scenario was not passed, and device and run as properties', () => {
    const xml = junitXml(sampleResults());
    expect(xml).to.include('<skipped message="NOT APPLICABLE: PICS: redundancy.groups: 0 (profile.yaml, line 31)"/>');
    expect(xml).to.include('<error message="INCONCLUSIVE: the event loop was late by 40 ms, more than the margin of 12 ms" type="inconclusive">');
    expect(xml).to.include('<property name="dut.endpoint" value="192.0.2.104:2404"/>');
    expect(xml).to.include('<property name="dut.assumed.window.k" value="12"/>');
    expect(xml).to.include('<property name="run.seed" value="42"/>');
    expect(xml).to.include('classname="features.start-stop.startdt"');
    expect(xml).to.include('measured: SST-001 STARTDT con: 12.35 ms, at most 1000 ms, margin 987.7 ms');
  });

  it('stays well formed whatever a device or a title says', () => {
    const xml = junitXml(sampleResults({ scenarios: [scenarioOf('fail', { title: 'a < b & "c" ]]>', reason: '\u0000\u001b[31m</failure><x>' })] }));
    expect(tagsOf(xml).filter((tag) => tag === 'x')).to.deep.equal([]);
     
    expect(xml).to.not.match(/[\u0000-\u0008\u001b]/);
  });

  it('is an error when the preflight ended the run', () => {
    expect(junitXml(stoppedResults())).to.include('tests="1" failures="0" errors="1"').and.to.include('connect to 192.0.2.104:2404 was refused');
  });
});
