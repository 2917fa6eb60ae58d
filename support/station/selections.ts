import { now } from '../transport/clock';
import type { Order } from '../protocol/orders';
import type { CommandPoint } from './configuration';
import type { ApplicationSeams, Selection } from './seams';

type Seams = Pick<ApplicationSeams, 'holder' | 'selectionLasts' | 'selectionFits' | 'selectionEnds'>;

/** Which command points are selected, by which connection, and until when (101:7.4.7). */
export class Selections {
  private selected: Selection[] = [];

  constructor(
    private readonly lastsMs: number,
    private readonly seams: Seams,
  ) {}

  /** Selects, anew for the one who had it; `false` while the point is another's. */
  begin(point: CommandPoint, requester: object, { value }: Order): boolean {
    const holder = this.seams.holder(requester);
    if (this.live().some((one) => one.point === point && one.holder !== holder)) return false;
    this.selected = [...this.selected.filter((one) => one.point !== point), { point, holder, value, until: now() + this.seams.selectionLasts(this.lastsMs) }];
    return true;
  }

  /** Ends a selection by its execution; `false` where the requester has none for this order. */
  use(point: CommandPoint, requester: object, order: Order): boolean {
    return this.end(point, requester, order, 'execution');
  }

  /** Ends a selection by its deactivation. */
  cancel(point: CommandPoint, requester: object, order: Order): boolean {
    return this.end(point, requester, order, 'deactivation');
  }

  forget(requester: object): void {
    this.selected = this.selected.filter(({ holder }) => holder !== requester);
  }

  private end(point: CommandPoint, requester: object, { value }: Order, by: 'execution' | 'deactivation'): boolean {
    const own = this.live().find((one) => one.holder === this.seams.holder(requester) && this.seams.selectionFits(one, point, value));
    if (this.seams.selectionEnds(by)) this.selected = this.selected.filter((one) => one !== own);
    return own !== undefined;
  }

  private live(): readonly Selection[] {
    const at = now();
    this.selected = this.selected.filter(({ until }) => until > at);
    return this.selected;
  }
}
