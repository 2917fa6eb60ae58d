import { expect } from 'chai';
import { decodeApdu } from './decode';
import { describe as describeApdu } from './describe';

const line = (hex: string): string => describeApdu(decodeApdu(Uint8Array.from(Buffer.from(hex.replace(/ /g, ''), 'hex'))));
/** An ASDU in an I format with N(S) = 0 and N(R) = 1, without that part of its line. */
function asdu(hex: string): string {
  const octets = hex.replace(/ /g, '');
  const length = (4 + octets.length / 2).toString(16).padStart(2, '0');
  return line(`68 ${length} 00 00 02 00 ${octets}`).replace('I N(S)=0 N(R)=1 ', '');
}
const TIME = 'a3 23 05 0e 37 0b 1a';

/**
 * Octets worked out by hand from the layouts of 101:7.2.6, and what a person should read. A round trip alone would not
 * see two bits exchanged on both ways.
 */
const EXAMPLES: readonly [string, string, string][] = [
  ['single point', '01 01 03 00 01 00 64 00 00 91', 'M_SP_NA_1 spont CA=1 IOA=100 SIQ=on IV BL'],
  ['double point', '03 01 03 00 01 00 64 00 00 42', 'M_DP_NA_1 spont CA=1 IOA=100 DIQ=on NT'],
  ['step position', '05 01 03 00 01 00 64 00 00 c0 20', 'M_ST_NA_1 spont CA=1 IOA=100 VTI=-64 transient QDS=SB'],
  ['bitstring', '07 01 03 00 01 00 64 00 00 01 00 00 80 00', 'M_BO_NA_1 spont CA=1 IOA=100 BSI=0x80000001 QDS=good'],
  ['normalised value', '09 01 03 00 01 00 64 00 00 00 c0 01', 'M_ME_NA_1 spont CA=1 IOA=100 NVA=-0.50000 (raw -16384) QDS=OV'],
  ['scaled value', '0b 01 03 00 01 00 64 00 00 fb ff 00', 'M_ME_NB_1 spont CA=1 IOA=100 SVA=-5 QDS=good'],
  ['short float', '0d 01 03 00 01 00 64 00 00 00 00 c0 3f 00', 'M_ME_NC_1 spont CA=1 IOA=100 R32=1.5 QDS=good'],
  ['integrated total', '0f 01 25 00 01 00 c8 00 00 ff ff ff ff e3', 'M_IT_NA_1 general counter interrogation CA=1 IOA=200 BCR=-1 SQ=3 CY CA IV'],
  ['packed points', '14 01 14 00 01 00 64 00 00 05 00 04 00 00', 'M_PS_NA_1 inrogen CA=1 IOA=100 SCD=state 0x0005, changed 0x0004 QDS=good'],
  ['normalised value without quality', '15 01 01 00 01 00 64 00 00 00 40', 'M_ME_ND_1 cyclic CA=1 IOA=100 NVA=0.50000 (raw 16384)'],
  ['sequence', '01 82 14 00 01 00 64 00 00 01 00', 'M_SP_NA_1 inrogen CA=1 2 objects in sequence: IOA=100 SIQ=on, IOA=101 SIQ=off'],
  ['time tag', `1e 01 03 00 01 00 64 00 00 01 ${TIME}`, 'M_SP_TB_1 spont CA=1 IOA=100 SIQ=on CP56Time2a=2026-11-23 14:05:09.123'],
  ['protection event', `26 01 03 00 01 00 64 00 00 0a e8 03 ${TIME}`, 'M_EP_TD_1 spont CA=1 IOA=100 SEP=on EI CP16Time2a=1000 ms CP56Time2a=2026-11-23 14:05:09.123'],
  ['start events', `27 01 03 00 01 00 64 00 00 23 08 e8 03 ${TIME}`, 'M_EP_TE_1 spont CA=1 IOA=100 SPE=GS SL1 SRD QDP=EI CP16Time2a=1000 ms CP56Time2a=2026-11-23 14:05:09.123'],
  ['output circuits', `28 01 03 00 01 00 64 00 00 09 00 e8 03 ${TIME}`, 'M_EP_TF_1 spont CA=1 IOA=100 OCI=GC CL3 QDP=good CP16Time2a=1000 ms CP56Time2a=2026-11-23 14:05:09.123'],
  ['CP24 tag', '02 01 03 00 01 00 64 00 00 01 e8 03 85', 'M_SP_TA_1 spont CA=1 IOA=100 SIQ=on CP24Time2a=minute 5, 1000 ms IV'],
  ['single command', '2d 01 06 07 01 00 88 13 00 85', 'C_SC_NA_1 act OA=7 CA=1 IOA=5000 SCO=on, select, QU 1 (short pulse)'],
  ['double command', '2e 01 47 00 01 00 88 13 00 02', 'C_DC_NA_1 actcon NEGATIVE CA=1 IOA=5000 DCO=2 (on), execute'],
  ['double command, not permitted', '2e 01 06 00 01 00 88 13 00 03', 'C_DC_NA_1 act CA=1 IOA=5000 DCO=3 (reserved), execute'],
  ['step command', '2f 01 86 00 01 00 88 13 00 0d', 'C_RC_NA_1 act TEST CA=1 IOA=5000 RCO=1 (lower), execute, QU 3 (persistent)'],
  ['set-point, normalised', '30 01 06 00 01 00 88 13 00 ff 7f 80', 'C_SE_NA_1 act CA=1 IOA=5000 NVA=0.99997 (raw 32767) QOS=select'],
  ['set-point, float, private qualifier', '32 01 06 00 01 00 88 13 00 00 00 80 3f 40', 'C_SE_NC_1 act CA=1 IOA=5000 R32=1 QOS=execute, QL 64 (private)'],
  ['bitstring command', '33 01 08 00 01 00 88 13 00 04 03 02 01', 'C_BO_NA_1 deact CA=1 IOA=5000 BSI=0x01020304'],
  ['end of initialisation', '46 01 04 00 01 00 00 00 00 82', 'M_EI_NA_1 initialised CA=1 IOA=0 COI=2 (remote reset), parameters changed'],
  ['interrogation of a group', '64 01 06 00 ff ff 00 00 00 24', 'C_IC_NA_1 act CA=65535 IOA=0 QOI=36 (group 16)'],
  ['reserved interrogation', '64 01 47 00 01 00 00 00 00 25', 'C_IC_NA_1 actcon NEGATIVE CA=1 IOA=0 QOI=37 (reserved)'],
  ['counter interrogation', '65 01 06 00 01 00 00 00 00 85', 'C_CI_NA_1 act CA=1 IOA=0 QCC=5 (general), freeze and reset'],
  ['read', '66 01 05 00 01 00 64 00 00', 'C_RD_NA_1 req CA=1 IOA=100'],
  ['clock', `67 01 06 00 01 00 00 00 00 ${TIME}`, 'C_CS_NA_1 act CA=1 IOA=0 CP56Time2a=2026-11-23 14:05:09.123'],
  ['test of 101', '68 01 06 00 01 00 00 00 00 aa 55', 'C_TS_NA_1 act CA=1 IOA=0 FBP=0x55aa'],
  ['reset', '69 01 06 00 01 00 00 00 00 01', 'C_RP_NA_1 act CA=1 IOA=0 QRP=1 (process)'],
  ['delay', '6a 01 06 00 01 00 00 00 00 e8 03', 'C_CD_NA_1 act CA=1 IOA=0 CP16Time2a=1000 ms'],
  ['test', `6b 01 06 00 01 00 00 00 00 34 12 ${TIME}`, 'C_TS_TA_1 act CA=1 IOA=0 TSC=4660 CP56Time2a=2026-11-23 14:05:09.123'],
  ['parameter', '6e 01 06 00 01 00 64 00 00 00 40 c4', 'P_ME_NA_1 act CA=1 IOA=100 NVA=0.50000 (raw 16384) QPM=4 (high limit) LPC POP'],
  ['parameter activation', '71 01 06 00 01 00 64 00 00 03', 'P_AC_NA_1 act CA=1 IOA=100 QPA=3 (cyclic transmission of the object)'],
  ['file ready', '78 01 0d 00 01 00 64 00 00 01 00 00 00 01 80', 'F_FR_NA_1 file transfer CA=1 IOA=100 NOF=1 (transparent file) LOF=65536 octets FRQ=negative'],
  ['section ready', '79 01 0d 00 01 00 64 00 00 02 00 03 10 00 00 00', 'F_SR_NA_1 file transfer CA=1 IOA=100 NOF=2 (disturbance data) NOS=3 LOF=16 octets SRQ=ready'],
  ['file call', '7a 01 0d 00 01 00 64 00 00 01 00 01 26', 'F_SC_NA_1 file transfer CA=1 IOA=100 NOF=1 (transparent file) NOS=1 SCQ=6 (request section), SCQ error 2 (checksum failed)'],
  ['last segment', '7b 01 0d 00 01 00 64 00 00 01 00 01 03 fe', 'F_LS_NA_1 file transfer CA=1 IOA=100 NOF=1 (transparent file) NOS=1 LSQ=3 (section) CHS=0xfe'],
  ['acknowledgement', '7c 01 0d 00 01 00 64 00 00 01 00 01 03', 'F_AF_NA_1 file transfer CA=1 IOA=100 NOF=1 (transparent file) NOS=1 AFQ=3 (section, positive)'],
  ['segment', '7d 01 0d 00 01 00 64 00 00 01 00 01 02 aa bb', 'F_SG_NA_1 file transfer CA=1 IOA=100 NOF=1 (transparent file) NOS=1 segment=2 octets'],
  ['directory', `7e 01 05 00 01 00 64 00 00 01 00 10 00 00 a0 ${TIME}`, 'F_DR_TA_1 req CA=1 IOA=100 NOF=1 (transparent file) LOF=16 octets SOF=0 (default) LFD FA CP56Time2a=2026-11-23 14:05:09.123'],
  ['query log', `7f 01 0d 00 01 00 64 00 00 01 00 ${TIME} ${TIME}`, 'F_SC_NB_1 file transfer CA=1 IOA=100 NOF=1 (transparent file) start=2026-11-23 14:05:09.123 stop=2026-11-23 14:05:09.123'],
  ['private type', 'c8 01 03 00 01 00 aa bb', 'type 200 (private) spont CA=1 +2 octets'],
];

describe('describe', () => {
  it('writes the control formats', () => {
    expect(line('68 04 07 00 00 00')).to.equal('U STARTDT act');
    expect(line('68 04 01 00 10 00')).to.equal('S N(R)=8');
    expect(line('68 0e fe ff 02 01 64 01 06 00 01 00 00 00 00 14')).to.equal('I N(S)=32767 N(R)=129 C_IC_NA_1 act CA=1 IOA=0 QOI=20 (station)');
  });

  for (const [name, octets, text] of EXAMPLES) {
    it(`writes ${name}`, () => expect(asdu(octets)).to.equal(text));
  }

  it('marks each defect, with its clause', () => {
    expect(line('68 04 c3 00 00 00')).to.equal('U 0xc3 ! U function 0xc3, expected one of 0x07 0x0b 0x13 0x23 0x43 0x83 (104:5)');
    expect(asdu('01 01 03 00 01 00 64 00 00 0f')).to.equal('M_SP_NA_1 spont CA=1 IOA=100 SIQ=on ! reserved bits of SIQ are not 0 (101:7.2.6.1)');
    expect(line('68')).to.match(/^no APDU, 1 octets ! length octet missing/);
  });
});
