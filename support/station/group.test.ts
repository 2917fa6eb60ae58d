import { expect } from 'chai';
import type { LinkState } from '../protocol/link/seams';
import type { Takeover } from '../profile/profile';
import type { StationConnection } from './connection';
import { RedundancyGroup } from './group';
import { ALONE, HONEST_REDUNDANCY, type GroupState, type RedundancySeams } from './seams';

/** A connection as far as a group deals with it; what the group did to it stands in `done`. */
class Fake {
  readonly done: string[] = [];
  numbers = { vs: 0, vr: 0 };

  constructor(public state: LinkState = 'STOPPED') {}

  end(): void {
    this.done.push('ended');
  }

  silence(): void {
    this.done.push('silenced');
    this.state = 'STOPPED';
  }

  advance(): void {
    this.done.push('advanced');
  }

  get real(): StationConnection {
    return this as unknown as StationConnection;
  }
}

function groupOf(takeover: Takeover = 'close-old', seams: Partial<RedundancySeams> = {}): { group: RedundancyGroup; a: Fake; b: Fake; c: Fake } {
  const group = new RedundancyGroup('g', 10, takeover, { ...HONEST_REDUNDANCY, ...seams });
  const [a, b, c] = [new Fake(), new Fake(), new Fake()];
  for (const one of [a, b, c]) group.join(one.real);
  return { group, a, b, c };
}

function start(group: RedundancyGroup, one: Fake): void {
  one.state = 'STARTED';
  group.entered(one.real, 'STARTED');
}

describe('a redundancy group', () => {
  it('ends the started connection when another is started, and leaves the stopped ones alone', () => {
    const { group, a, b, c } = groupOf('close-old');
    start(group, a);
    start(group, b);
    expect([a.done, b.done, c.done]).to.deep.equal([['ended'], [], []]);
  });

  it('sends nothing on the one that is started before it has confirmed', () => {
    const { group, a, b } = groupOf('close-old');
    start(group, a);
    a.end = () => group.leave(a.real);
    start(group, b);
    expect(b.done).to.deep.equal([]);
  });

  it('or leaves it open and silent', () => {
    const { group, a, b } = groupOf('silence-old');
    start(group, a);
    start(group, b);
    expect(a.done).to.deep.equal(['silenced']);
    expect(group.started).to.deep.equal([b.real]);
  });

  it('or does not let another be started', () => {
    const { group, a, b } = groupOf('refuse-new');
    expect(group.mayStart(b.real)).to.equal(true);
    start(group, a);
    expect(group.mayStart(b.real)).to.equal(false);
    expect(group.mayStart(a.real)).to.equal(true);
  });

  it('tells each connection how it stands', () => {
    const { group, a, b } = groupOf();
    const standing = group.standingOf(() => b.real, ALONE.past);
    expect([standing.standby(), standing.abandoned(), standing.second()]).to.deep.equal([false, false, false]);
    start(group, a);
    a.numbers = { vs: 7, vr: 3 };
    expect([standing.standby(), group.standingOf(() => a.real, ALONE.past).standby()]).to.deep.equal([true, false]);
    expect(standing.numbers()).to.deep.equal({ vs: 7, vr: 3 });
    standing.silenceOthers();
    expect(a.done).to.deep.equal(['silenced']);
  });

  it('is abandoned from the end of its started connection until another is started', () => {
    const { group, a, b, c } = groupOf();
    const standing = group.standingOf(() => c.real, ALONE.past);
    start(group, a);
    group.leave(a.real);
    expect(standing.abandoned()).to.equal(true);
    expect(b.done).to.deep.equal(['advanced']);
    start(group, b);
    expect(standing.abandoned()).to.equal(false);
    group.leave(c.real);
    expect(standing.abandoned()).to.equal(false);
  });

  it('keeps an event unless a seam says no, which is told how the group stands', () => {
    const asked: GroupState[] = [];
    const { group, a } = groupOf('close-old', { keeps: (state) => asked.push(state) === 1 });
    group.keep(Uint8Array.of(1));
    start(group, a);
    group.keep(Uint8Array.of(2));
    expect(group.events.count).to.equal(1);
    expect(asked).to.deep.equal([{ open: 3, started: 0, abandoned: false, second: false }, { open: 3, started: 1, abandoned: false, second: false }]);
  });

  it('hands what waits over to another connection only', () => {
    let times = 0;
    const { group, a, b } = groupOf('silence-old', { handedOver: (waiting) => (times++, waiting) });
    start(group, a);
    start(group, a);
    expect(times).to.equal(0);
    start(group, b);
    expect(times).to.equal(1);
  });
});
