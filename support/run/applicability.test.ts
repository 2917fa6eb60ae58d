import { expect } from 'chai';
import { resolveTarget } from '../dut/target';
import { inapplicable, plannedMs } from './applicability';

const embedded = resolveTarget({ deviations: [] });
const address = resolveTarget({ host: '192.0.2.1', deviations: [] });

describe('what applies to a device', () => {
  it('takes a scenario out of the plan for a plain no of the profile only', () => {
    const refusing = { ...embedded, profile: { ...embedded.profile, functions: { stationInterrogation: { global: false } } } };
    expect(inapplicable(['GIN-003'], refusing)).to.include('stationInterrogation');
    expect(inapplicable(['GIN-003'], address)).to.equal(undefined);
  });

  it('estimates the waits of a scenario, and next to nothing where it does not apply', () => {
    const wait = ['@wait:2t1'];
    const apart = plannedMs(['@SST-003', ...wait], address);
    expect(apart).to.be.greaterThan(30_000);
    expect(plannedMs(['@TLS-001', ...wait], address)).to.be.lessThan(1000);
    expect(plannedMs(['@TLS-001', ...wait], embedded)).to.equal(plannedMs(['@SST-003', ...wait], embedded));
    // One of its rules is judged without TLS.
    expect(plannedMs(['@TLX-009', '@GIN-001', ...wait], address)).to.equal(apart);
  });
});
