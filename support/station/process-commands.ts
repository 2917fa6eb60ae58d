import type { Asdu, AsduDraft } from '../protocol/asdu';
import { CAUSE } from '../protocol/causes';
import { dateFromCp56, defectsOfCp56, type Cp56Time2a } from '../protocol/cp56time2a';
import { floatOf } from '../protocol/fields';
import { C_DC_NA_1, C_RC_NA_1, C_SC_NA_1, C_SE_NC_1, orderIn, untimed, type Order } from '../protocol/orders';
import type { CommandPoint, StationConfiguration } from './configuration';
import type { ProcessImage } from './image';
import { confirmation } from './confirmation';
import type { ApplicationSeams, OrderFault, TimeFault } from './seams';
import { Selections } from './selections';

/** Commands of types 45 to 51 and 58 to 64, direct or after their selection: confirmation, return information, termination (101:7.4.7, 104:8). */
export class ProcessCommands {
  private readonly selections: Selections;

  constructor(
    private readonly configuration: Pick<StationConfiguration, 'selectMs' | 'maxDelayMs' | 'silentOnOld'>,
    private readonly image: ProcessImage,
    private readonly seams: ApplicationSeams,
  ) {
    this.selections = new Selections(configuration.selectMs, seams);
  }

  /** Ends what the connection had selected. */
  forget(requester: object): void {
    this.selections.forget(requester);
  }

  answer(request: Asdu, point: CommandPoint, requester: object): readonly AsduDraft[] {
    const order = orderIn(request.type, request.objects[0]);
    if (request.cause === CAUSE.deactivation) return [this.seams.deactivated(confirmation(request, !this.selections.cancel(point, requester, order)))];
    const fault = faultOf(request.type, order);
    if (fault !== undefined && !this.seams.takesOrder(fault, order, request.type)) return this.refused(request);
    const late = this.timeFault(request);
    if (late !== undefined && !this.seams.takesOrder(late, order, request.type)) return this.configuration.silentOnOld ? [] : this.refused(request);
    if (order.select) {
      if (this.seams.actsOnSelect(point.select)) return this.carriedOut(request, point, order);
      const selected = point.select && this.selections.begin(point, requester, order);
      return selected ? [confirmation(this.seams.commandMirrored(request))] : this.refused(request);
    }
    const selected = !point.select || this.selections.use(point, requester, order);
    if (!selected && !this.seams.takesOrder('not selected', order, request.type)) return this.refused(request);
    return this.carriedOut(request, point, order);
  }

  /** What is wrong with the time tag of a command, where it has one (104:8). */
  private timeFault(request: Asdu): TimeFault | undefined {
    const tag = request.objects[0]?.fields['CP56Time2a'] as Cp56Time2a | undefined;
    if (tag === undefined) return undefined;
    const at = dateFromCp56(tag)?.getTime();
    if (at === undefined || defectsOfCp56(tag).length > 0) return 'no time';
    if (tag.invalid) return 'marked invalid';
    const { maxDelayMs = Infinity } = this.configuration;
    const age = this.image.time().getTime() - at;
    if (age > this.seams.oldestOrder(maxDelayMs)) return 'too old';
    return age < -maxDelayMs ? 'ahead' : undefined;
  }

  private refused(request: Asdu): readonly AsduDraft[] {
    return this.seams.refusedOrder(confirmation(request, true));
  }

  private carriedOut(request: Asdu, point: CommandPoint, order: Order): readonly AsduDraft[] {
    const mirrored = this.seams.commandMirrored(request);
    return this.seams.commandCourse({
      confirmation: confirmation(mirrored),
      information: this.returned(request, order),
      ...(point.terminates ? { termination: { ...mirrored, cause: CAUSE.activationTermination } } : {}),
    });
  }

  /** The return information of single commands is the first single point. A test command reaches no process (101:7.2.3). */
  private returned(request: Asdu, order: Order): readonly AsduDraft[] {
    if (request.test || untimed(request.type) !== C_SC_NA_1) return [];
    const point = this.image.points.find(({ type, ca }) => type === 1 && ca === request.commonAddress);
    if (point === undefined) return [];
    this.image.set(point, order.value);
    return [{ type: point.type, cause: CAUSE.returnRemote, commonAddress: point.ca, objects: [this.image.object(point)] }];
  }
}

/** No output has a qualifier of its own here; DCS and RCS 0 and 3 order nothing, and no number is not a set point (101:7.2.6.16, 7.2.6.17). */
function faultOf(timed: number, { value, qualifier }: Order): OrderFault | undefined {
  const type = untimed(timed);
  if (qualifier !== 0) return 'qualifier';
  if ((type === C_DC_NA_1 || type === C_RC_NA_1) && (value === 0 || value === 3)) return 'value';
  return type === C_SE_NC_1 && !Number.isFinite(floatOf(value)) ? 'value' : undefined;
}
