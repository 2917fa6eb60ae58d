import { expect } from 'chai';
import { PROFILE_SCHEMA } from '../profile/schema';
import { AREAS, CONFIDENCES, INVARIANTS, LEDGER, OBLIGATIONS, row, ruleTitleOf, UnknownRequirementError, violationVerdict, type LedgerRow } from './ledger';

const ROWS_PER_AREA = {
  GEN: 16, FRM: 25, SEQ: 40, TMR: 39, SST: 32, CLS: 20, RED: 35, MST: 26, ASD: 30, NEG: 35,
  INI: 10, GIN: 28, CIN: 23, CLK: 24, CMD: 56, CTT: 14, RDT: 22, PAR: 13, FIL: 25, EVT: 26,
  PIC: 51, TLS: 58, TLR: 20, TLE: 39, TLX: 13, SAV: 14, ROB: 31, RBA: 28, RBL: 17, CVE: 23,
} as const;

const JUDGED_OR_TOLD_WHY = /^(not judgeable from outside|later|later: \S.*|needs \S.*)$/;

/** Whether a profile knows the path; a number among groups or types is a value and is not looked up. */
function inSchema(path: string): boolean {
  let section: unknown = PROFILE_SCHEMA;
  for (const name of path.split('.').filter((each) => !/^\d+$/.test(each))) {
    section = (section as { properties?: Record<string, unknown> }).properties?.[name];
    if (section === undefined) return false;
  }
  return true;
}

describe('requirement ledger', () => {
  it('holds the 833 rows of the catalogue under unique ids', () => {
    expect(LEDGER).to.have.length(833);
    expect(new Set(LEDGER.map((each) => each.id)).size).to.equal(833);
  });

  it('has as many rows of each area as the catalogue, in its order, numbered from 1 without a gap', () => {
    const expected = Object.entries(ROWS_PER_AREA).flatMap(([area, count]) =>
      Array.from({ length: count }, (_, index) => `${area}-${String(index + 1).padStart(3, '0')}`),
    );
    expect(LEDGER.map((each) => each.id)).to.deep.equal(expected);
    expect([...AREAS.keys()]).to.deep.equal(Object.keys(ROWS_PER_AREA));
  });

  it('uses only the words that its types allow', () => {
    const keys = new Set(['id', 'clause', 'basis', 'obligation', 'confidence', 'how', 'sentence', 'numbers', 'reason', 'doubt', 'invariant', 'pics']);
    for (const each of LEDGER) {
      expect(OBLIGATIONS, each.id).to.include(each.obligation);
      expect(CONFIDENCES, each.id).to.include(each.confidence);
      expect(each.how, each.id).to.match(/^(1C|2C|S|CFG|PX|TLS|MST|NO)( (1C|2C|S|CFG|PX|TLS|MST|NO))*$/);
      for (const text of [each.clause, each.basis, each.sentence]) expect(text, each.id).to.be.a('string').that.is.not.empty;
      expect(each.numbers, each.id).to.be.a('string');
      expect(each.invariant, each.id).to.be.oneOf([undefined, true]);
      expect(Object.keys(each).filter((key) => !keys.has(key)), each.id).to.deep.equal([]);
    }
  });

  it('states the judged rows as one sentence that can be the title of a Rule', () => {
    for (const each of LEDGER.filter((candidate) => candidate.reason === undefined)) {
      expect(each.sentence, each.id).to.match(/^The (controlled|controlling) station [^:]*[^.:]$/);
      expect(each.sentence, each.id).to.equal(each.sentence.trim().replace(/\s+/g, ' '));
    }
  });

  it('gives no sentence twice among the judged rows', () => {
    const sentences = LEDGER.filter((each) => each.reason === undefined).map((each) => each.sentence);
    expect(new Set(sentences).size).to.equal(sentences.length);
  });

  it('gives a known reason wherever it gives one, and never to an invariant', () => {
    for (const each of LEDGER) {
      if (each.reason !== undefined) expect(each.reason, each.id).to.match(JUDGED_OR_TOLD_WHY);
      if (each.reason !== undefined) expect(each.invariant, each.id).to.equal(undefined);
    }
  });

  it('gives a reason to every row whose sentence is not a statement about a station', () => {
    for (const each of LEDGER) {
      if (!/^The (controlled|controlling) station /.test(each.sentence)) expect(each.reason, each.id).to.be.a('string');
    }
  });

  it('names the requirements that start and stop, framing and interrogation scenarios judge', () => {
    const judged = (area: string) =>
      LEDGER.filter((each) => each.reason === undefined && each.id.startsWith(area)).map((each) => Number(each.id.slice(4)));
    expect(judged('FRM')).to.include.members([1, 2, 3, 4, 7, 8, 9, 10, 11, 12, 22, 23, 24, 25]);
    expect(judged('SST')).to.include.members([1, 2, 3, 5, 6, 7, 8, 9, 10, 21, 22, 23, 24, 25, 28, 29, 30, 31]);
    expect(judged('TMR')).to.include.members([9, 13, 17, 18, 25, 26]);
    expect(judged('GIN')).to.include.members([1, 2, 3, 4, 5, 6, 7, 18]);
    expect(judged('SEQ')).to.include.members([1, 2, 32, 33]);
  });

  it('tells a row that the wire cannot show from one that is only not judged yet', () => {
    for (const each of LEDGER.filter((candidate) => candidate.reason !== undefined)) {
      expect(each.reason === 'not judgeable from outside', each.id).to.equal(each.how.split(' ').includes('NO'));
    }
  });

  it('judges framing and sequence arithmetic as invariants', () => {
    expect(INVARIANTS.map((each) => each.id)).to.include.members([
      'FRM-001', 'FRM-002', 'FRM-003', 'FRM-007', 'FRM-008', 'FRM-009', 'FRM-010', 'FRM-011', 'FRM-012', 'FRM-024', 'FRM-025',
      'SEQ-001', 'SEQ-002', 'SEQ-021',
    ]);
  });

  it('names only PICS lines that a profile can have', () => {
    for (const { id, pics } of LEDGER) if (pics !== undefined) expect(inSchema(pics), `${id}: ${pics}`).to.equal(true);
    expect(inSchema('functions.stationInterogation.global')).to.equal(false);
  });

  it('makes the rows that only an interrogation can show depend on it, too', () => {
    for (const id of ['FRM-004', 'SEQ-012']) expect(row(id).pics, id).to.equal('functions.stationInterrogation.global');
  });

  it('makes every station interrogation row depend on its PICS line', () => {
    for (const each of LEDGER.filter((candidate) => candidate.id.startsWith('GIN-'))) {
      expect(each.pics, each.id).to.be.oneOf(['functions.stationInterrogation.global', 'functions.stationInterrogation.groups']);
    }
  });
});

describe('row', () => {
  it('finds a requirement by its id', () => {
    expect(row('SST-003')).to.include({ id: 'SST-003', clause: '104:5.3', obligation: 'required' });
  });

  it('refuses an id that is in no row and suggests the nearest', () => {
    expect(() => row('sst-0O3'))
      .to.throw(UnknownRequirementError, "got 'sst-0O3'. Did you mean SST-003?")
      .that.includes({ code: 'unknown-requirement', nearest: 'SST-003' });
  });
});

describe('ruleTitleOf', () => {
  it('is the id and the sentence', () => {
    expect(ruleTitleOf(row('SST-003'))).to.equal('SST-003 The controlled station answers STARTDT act in STOPPED with STARTDT con before any I format');
  });
});

describe('violationVerdict', () => {
  const weighed = (obligation: LedgerRow['obligation']) =>
    [false, true].map((declaredOtherwise) => violationVerdict({ ...row('SST-003'), obligation }, declaredOtherwise));

  it('fails a required row whatever the profile declares', () => {
    expect(weighed('required')).to.deep.equal(['fail', 'fail']);
  });
  it('fails an expected row unless the profile declares the other behaviour', () => {
    expect(weighed('expected')).to.deep.equal(['fail', 'observed']);
  });
  it('never fails an observed row', () => {
    expect(weighed('observed')).to.deep.equal(['observed', 'observed']);
  });
});
