import type { Asdu, AsduDraft } from '../protocol/asdu';
import { C_CS_NA_1, C_RD_NA_1, C_RP_NA_1, C_TS_TA_1 } from '../protocol/services';
import { CAUSE } from '../protocol/causes';
import { dateFromCp56, type Cp56Time2a } from '../protocol/cp56time2a';
import { confirmation } from './confirmation';
import type { ProcessImage } from './image';
import type { ServiceConfiguration } from './service-configuration';
import type { Reset, ServiceSeams } from './service-seams';

/** Clock synchronisation, test and reset process: services that are confirmed and have no termination (101:7.4.6, 7.4.7, 104:8.8). */

/** The services of one station, on the clock of its process image. */
export class Services {
  constructor(
    private readonly configuration: ServiceConfiguration,
    private readonly image: ProcessImage,
    private readonly seams: ServiceSeams,
  ) {}

  /** Whether the station has the service of this type; every other type is no matter of this. */
  knows(type: number): boolean {
    const declared = this.declares(type);
    return declared === undefined || this.seams.knowsService(type, declared);
  }

  /** The confirmation carries the time of the station before it was set; a time that is none is refused. */
  clock(request: Asdu): readonly AsduDraft[] {
    const time = request.objects[0]?.fields['CP56Time2a'] as Cp56Time2a;
    if (this.seams.clockFault(time) !== undefined) return this.seams.clockCourse(confirmation(request, true));
    const before = this.image.timeTag();
    if (!this.configuration.clockFromElsewhere) this.set(time);
    return this.seams.clockCourse({ ...confirmation(request), objects: [{ address: 0, fields: { CP56Time2a: before } }] });
  }

  test(request: Asdu): readonly AsduDraft[] {
    return [confirmation(this.seams.testMirrored(request))];
  }

  reset(request: Asdu): readonly AsduDraft[] {
    return [confirmation(request, !this.seams.takesReset(qualifierOf(request), this.configuration.resets))];
  }

  /** What an answer, once it has left, does to the process: that of a confirmed reset. */
  resetBy(answer: readonly AsduDraft[]): Reset | undefined {
    const confirmed = answer.find(({ type, cause, negative }) => type === C_RP_NA_1 && cause === CAUSE.activationConfirmation && negative !== true);
    return confirmed === undefined ? undefined : this.seams.resetDoes(qualifierOf(confirmed));
  }

  /** A time with a value beyond its range runs on into the next unit, for a station that takes it all the same. */
  private set(time: Cp56Time2a): void {
    const { year, month, dayOfMonth, hour, minute, milliseconds } = time;
    const at = dateFromCp56(time)?.getTime() ?? Date.UTC(2000 + year, month - 1, dayOfMonth, hour, minute, 0, milliseconds);
    const to = this.seams.clockSetTo(at, time);
    if (to !== undefined) this.image.setClock(to);
  }

  private declares(type: number): boolean | undefined {
    switch (type) {
      case C_RD_NA_1:
        return this.configuration.read;
      case C_CS_NA_1:
        return this.configuration.clock;
      case C_RP_NA_1:
        return this.configuration.resets.length > 0;
      case C_TS_TA_1:
        return this.configuration.test;
      default:
        return undefined;
    }
  }
}

function qualifierOf({ objects }: Pick<AsduDraft, 'objects'>): number {
  return Number(objects[0]?.fields['QRP']);
}
