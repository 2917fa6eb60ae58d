import * as F from './fields';
import type { Field } from './fields';
import { elementCodec, type ElementCodec } from './element-codec';

/** The type identifications of 101:7.2.1 as 104:6 selects them; one row per type, nothing about a type stands elsewhere. */
export interface TypeRow {
  readonly id: number;
  readonly name: string;
  /** Elements of one information object, in the order of their octets. */
  readonly fields: readonly Field[];
  readonly codec: ElementCodec;
  /** Octets of these elements without the address; of a file segment those of an empty one. */
  readonly size: number;
  /** The elements are defined elsewhere (IEC TS 60870-5-7) and stay octets here. */
  readonly opaque: boolean;
  readonly direction: 'monitor' | 'control' | 'both';
  /** The type with the same elements and with, or without, CP56Time2a. */
  readonly partner?: number;
  /** Part of the selection of 104:6. */
  readonly selected: boolean;
  /** SQ = 1 allowed (101:7.2.2.1). */
  readonly sequence: boolean;
  /** Exactly one information object (101:7.2.2.1). */
  readonly single: boolean;
  /** Information object address must be 0 (101:7.2.5). */
  readonly addressless: boolean;
  /** Legal causes of ASDUs from the controlled station, P/N aside (101 Table 14 as far as known). */
  readonly monitorCauses: readonly number[];
  /** Legal causes of ASDUs from the controlling station. */
  readonly controlCauses: readonly number[];
}

const GROUPS = [20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36];
const NEGATIVE = [44, 45, 46, 47];
const COUNTERS = [37, 38, 39, 40, 41];

const rows: TypeRow[] = [];

type Options = Partial<Omit<TypeRow, 'id' | 'name' | 'fields' | 'codec' | 'size' | 'direction'>>;

function define(direction: TypeRow['direction'], id: number, name: string, fields: readonly Field[], options: Options): void {
  rows.push({
    id,
    name,
    fields,
    codec: elementCodec(name, fields),
    size: fields.reduce((sum, field) => sum + (field.size === 'counted' ? 1 : field.size), 0),
    opaque: false,
    direction,
    selected: true,
    sequence: false,
    single: false,
    addressless: false,
    monitorCauses: [],
    controlCauses: [],
    ...options,
  });
}

const monitor = (id: number, name: string, fields: readonly Field[], options: Options): void =>
  define('monitor', id, name, fields, options);
const control = (id: number, name: string, fields: readonly Field[], options: Options = {}): void =>
  define('control', id, name, fields, {
    single: true,
    monitorCauses: [7, 9, 10, ...NEGATIVE],
    controlCauses: [6, 8],
    ...options,
  });

const state = { sequence: true, monitorCauses: [2, 3, 5, 11, 12, ...GROUPS] };
const value = { sequence: true, monitorCauses: [1, 2, 3, 5, ...GROUPS] };
const bits = { sequence: true, monitorCauses: [2, 3, 5, ...GROUPS] };
/** CP24Time2a tags: recognised, not part of 104. */
const short = { selected: false };

monitor(1, 'M_SP_NA_1', [F.SIQ], { ...state, partner: 30 });
monitor(2, 'M_SP_TA_1', [F.SIQ, F.CP24], short);
monitor(3, 'M_DP_NA_1', [F.DIQ], { ...state, partner: 31 });
monitor(4, 'M_DP_TA_1', [F.DIQ, F.CP24], short);
monitor(5, 'M_ST_NA_1', [F.VTI, F.QDS], { ...state, partner: 32 });
monitor(6, 'M_ST_TA_1', [F.VTI, F.QDS, F.CP24], short);
monitor(7, 'M_BO_NA_1', [F.BSI, F.QDS], { ...bits, partner: 33 });
monitor(8, 'M_BO_TA_1', [F.BSI, F.QDS, F.CP24], short);
monitor(9, 'M_ME_NA_1', [F.NVA, F.QDS], { ...value, partner: 34 });
monitor(10, 'M_ME_TA_1', [F.NVA, F.QDS, F.CP24], short);
monitor(11, 'M_ME_NB_1', [F.SVA, F.QDS], { ...value, partner: 35 });
monitor(12, 'M_ME_TB_1', [F.SVA, F.QDS, F.CP24], short);
monitor(13, 'M_ME_NC_1', [F.R32, F.QDS], { ...value, partner: 36 });
monitor(14, 'M_ME_TC_1', [F.R32, F.QDS, F.CP24], short);
monitor(15, 'M_IT_NA_1', [F.BCR, F.BCR_NOTATION], { sequence: true, monitorCauses: [2, 3, ...COUNTERS], partner: 37 });
monitor(16, 'M_IT_TA_1', [F.BCR, F.BCR_NOTATION, F.CP24], short);
monitor(17, 'M_EP_TA_1', [F.SEP, F.CP16, F.CP24], short);
monitor(18, 'M_EP_TB_1', [F.SPE, F.QDP, F.CP16, F.CP24], short);
monitor(19, 'M_EP_TC_1', [F.OCI, F.QDP, F.CP16, F.CP24], short);
monitor(20, 'M_PS_NA_1', [F.SCD, F.QDS], state);
monitor(21, 'M_ME_ND_1', [F.NVA], value);

const event = { monitorCauses: [3, 5, 11, 12] };
const measured = { monitorCauses: [3, 5] };
const protection = { monitorCauses: [3] };
monitor(30, 'M_SP_TB_1', [F.SIQ, F.CP56], { ...event, partner: 1 });
monitor(31, 'M_DP_TB_1', [F.DIQ, F.CP56], { ...event, partner: 3 });
monitor(32, 'M_ST_TB_1', [F.VTI, F.QDS, F.CP56], { ...event, partner: 5 });
monitor(33, 'M_BO_TB_1', [F.BSI, F.QDS, F.CP56], { ...measured, partner: 7 });
monitor(34, 'M_ME_TD_1', [F.NVA, F.QDS, F.CP56], { ...measured, partner: 9 });
monitor(35, 'M_ME_TE_1', [F.SVA, F.QDS, F.CP56], { ...measured, partner: 11 });
monitor(36, 'M_ME_TF_1', [F.R32, F.QDS, F.CP56], { ...measured, partner: 13 });
monitor(37, 'M_IT_TB_1', [F.BCR, F.BCR_NOTATION, F.CP56], { monitorCauses: [3, ...COUNTERS], partner: 15 });
monitor(38, 'M_EP_TD_1', [F.SEP, F.CP16, F.CP56], protection);
monitor(39, 'M_EP_TE_1', [F.SPE, F.QDP, F.CP16, F.CP56], protection);
monitor(40, 'M_EP_TF_1', [F.OCI, F.QDP, F.CP16, F.CP56], protection);

control(45, 'C_SC_NA_1', [F.SCO], { partner: 58 });
control(46, 'C_DC_NA_1', [F.DCO], { partner: 59 });
control(47, 'C_RC_NA_1', [F.RCO], { partner: 60 });
control(48, 'C_SE_NA_1', [F.NVA, F.QOS], { partner: 61 });
control(49, 'C_SE_NB_1', [F.SVA, F.QOS], { partner: 62 });
control(50, 'C_SE_NC_1', [F.R32, F.QOS], { partner: 63 });
control(51, 'C_BO_NA_1', [F.BSI], { partner: 64 });
control(58, 'C_SC_TA_1', [F.SCO, F.CP56], { partner: 45 });
control(59, 'C_DC_TA_1', [F.DCO, F.CP56], { partner: 46 });
control(60, 'C_RC_TA_1', [F.RCO, F.CP56], { partner: 47 });
control(61, 'C_SE_TA_1', [F.NVA, F.QOS, F.CP56], { partner: 48 });
control(62, 'C_SE_TB_1', [F.SVA, F.QOS, F.CP56], { partner: 49 });
control(63, 'C_SE_TC_1', [F.R32, F.QOS, F.CP56], { partner: 50 });
control(64, 'C_BO_TA_1', [F.BSI, F.CP56], { partner: 51 });

const addressless = { addressless: true };
const once = { controlCauses: [6], monitorCauses: [7, ...NEGATIVE] };
monitor(70, 'M_EI_NA_1', [F.COI], { single: true, addressless: true, monitorCauses: [4] });
control(100, 'C_IC_NA_1', [F.QOI], addressless);
control(101, 'C_CI_NA_1', [F.QCC], addressless);
control(102, 'C_RD_NA_1', [], { controlCauses: [5], monitorCauses: NEGATIVE });
control(103, 'C_CS_NA_1', [F.CP56], { ...once, ...addressless, monitorCauses: [3, 7, ...NEGATIVE] });
control(104, 'C_TS_NA_1', [F.FBP], { ...once, ...addressless, selected: false });
control(105, 'C_RP_NA_1', [F.QRP], { ...once, ...addressless });
control(106, 'C_CD_NA_1', [F.CP16], { ...once, ...addressless, controlCauses: [3, 6], selected: false });
control(107, 'C_TS_TA_1', [F.TSC, F.CP56], { ...once, ...addressless });

const parameter = { single: false, controlCauses: [6], monitorCauses: [7, ...GROUPS, ...NEGATIVE] };
control(110, 'P_ME_NA_1', [F.NVA, F.QPM], parameter);
control(111, 'P_ME_NB_1', [F.SVA, F.QPM], parameter);
control(112, 'P_ME_NC_1', [F.R32, F.QPM], parameter);
control(113, 'P_AC_NA_1', [F.QPA], { single: false, monitorCauses: [7, 9, ...NEGATIVE] });

const file = { single: true, controlCauses: [13], monitorCauses: [13, ...NEGATIVE] };
define('both', 120, 'F_FR_NA_1', [F.NOF, F.LOF, F.FRQ], file);
define('both', 121, 'F_SR_NA_1', [F.NOF, F.NOS, F.LOF, F.SRQ], file);
define('both', 122, 'F_SC_NA_1', [F.NOF, F.NOS, F.SCQ], { ...file, controlCauses: [5, 13] });
define('both', 123, 'F_LS_NA_1', [F.NOF, F.NOS, F.LSQ, F.CHS], file);
define('both', 124, 'F_AF_NA_1', [F.NOF, F.NOS, F.AFQ], file);
define('both', 125, 'F_SG_NA_1', [F.NOF, F.NOS, F.SEGMENT], file);
monitor(126, 'F_DR_TA_1', [F.NOF, F.LOF, F.SOF, F.CP56], { sequence: true, monitorCauses: [3, 5] });
control(127, 'F_SC_NB_1', [F.NOF, F.CP56_START, F.CP56_STOP], { ...file });

/** Security statistics and application authentication: octets here, and no part of the selection. */
const security = { opaque: true, selected: false };
const authentication = { ...security, monitorCauses: [14, 15, 16], controlCauses: [14, 15, 16] };
define('monitor', 41, 'S_IT_TC_1', [], { ...security, monitorCauses: [3, ...COUNTERS] });
define('both', 81, 'S_CH_NA_1', [], authentication);
define('both', 82, 'S_RP_NA_1', [], authentication);
define('both', 83, 'S_AR_NA_1', [], authentication);
define('both', 84, 'S_KR_NA_1', [], authentication);
define('both', 85, 'S_KS_NA_1', [], authentication);
define('both', 86, 'S_KC_NA_1', [], authentication);
define('both', 87, 'S_ER_NA_1', [], authentication);
define('both', 90, 'S_US_NA_1', [], authentication);
define('both', 91, 'S_UQ_NA_1', [], authentication);
define('both', 92, 'S_UR_NA_1', [], authentication);
define('both', 93, 'S_UK_NA_1', [], authentication);
define('both', 94, 'S_UA_NA_1', [], authentication);
define('both', 95, 'S_UC_NA_1', [], authentication);

export const TYPES: ReadonlyMap<number, TypeRow> = new Map(rows.map((row) => [row.id, row]));

/** `M_SP_NA_1`, or `type 200 (private)` for one outside of the table. */
export function typeName(id: number): string {
  return TYPES.get(id)?.name ?? `type ${id} (${id >= 128 ? 'private' : 'reserved'})`;
}
