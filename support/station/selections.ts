import { now } from '../transport/clock';
import type { CommandPoint } from './configuration';

interface Selection {
  readonly point: CommandPoint;
  readonly holder: object;
  readonly order: number;
  readonly until: number;
}

/** Which command points are selected, by which connection, and until when (101:7.4.7). */
export class Selections {
  private selected: Selection[] = [];

  /** @param holder Whose a selection is, given who made it. */
  constructor(
    private readonly lastsMs: number,
    private readonly holder: (requester: object) => object = (requester) => requester,
  ) {}

  /** Selects, anew for the one who had it; `false` while the point is another's. */
  begin(point: CommandPoint, requester: object, order: number): boolean {
    const holder = this.holder(requester);
    if (this.live().some((one) => one.point === point && one.holder !== holder)) return false;
    this.selected = [...this.selected.filter((one) => one.point !== point), { point, holder, order, until: now() + this.lastsMs }];
    return true;
  }

  /** Ends a selection by executing or cancelling it; `false` where the requester has none for this order. */
  end(point: CommandPoint, requester: object, order: number): boolean {
    const own = this.live().find((one) => one.point === point && one.holder === this.holder(requester) && one.order === order);
    this.selected = this.selected.filter((one) => one !== own);
    return own !== undefined;
  }

  forget(requester: object): void {
    this.selected = this.selected.filter(({ holder }) => holder !== requester);
  }

  private live(): readonly Selection[] {
    const at = now();
    this.selected = this.selected.filter(({ until }) => until > at);
    return this.selected;
  }
}
