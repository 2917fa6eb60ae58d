/** Types of the services of a station besides commands and interrogations: the one place that knows their numbers (101:7.2.1.3). */

export const C_RD_NA_1 = 102;
export const C_CS_NA_1 = 103;
/** Not in the selection of 104, which has `C_TS_TA_1` instead. */
export const C_TS_NA_1 = 104;
export const C_RP_NA_1 = 105;
export const C_TS_TA_1 = 107;
