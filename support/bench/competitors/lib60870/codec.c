/*
 * lib60870-C in the codec bench: codec CORPUS APDUS, then one line "decode" or "encode" a round, one line of JSON back.
 * This folder is GPL-3.0 as the library is; spec104 talks to it over pipes only.
 *
 * Encoding begins with the library's own information objects, which is a little less than the others do.
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <lib60870/cs101_information_objects.h>
#include <lib60870/iec60870_common.h>

/* Exported by the library, without a public header. */
typedef struct sT104Frame *T104Frame;
T104Frame T104Frame_create(void);
void T104Frame_resetFrame(Frame self);
void T104Frame_prepareToSend(T104Frame self, int sendCounter, int receiveCounter);
int T104Frame_getMsgSize(Frame self);
uint8_t *T104Frame_getBuffer(Frame self);
void CS101_ASDU_encode(CS101_ASDU self, Frame frame);

static struct sCS101_AppLayerParameters parameters = {.sizeOfTypeId = 1, .sizeOfVSQ = 1, .sizeOfCOT = 2, .originatorAddress = 0, .sizeOfCA = 2, .sizeOfIOA = 3, .maxSizeOfASDU = 249};
static uint8_t *corpus;
static int apdus;
enum { BLOCK = 20000 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static uint32_t ofTime(CP56Time2a t)
{
    return (uint32_t)(CP56Time2a_getMinute(t) * 60000 + CP56Time2a_getSecond(t) * 1000 + CP56Time2a_getMillisecond(t));
}

static uint32_t ofFloat(float value)
{
    uint32_t raw;
    memcpy(&raw, &value, 4);
    return raw;
}

/* The library scales measured values otherwise than set points. */
static uint32_t ofMeasured(float value)
{
    return (uint32_t)(int32_t)lroundf(value * 32767.0f);
}

static uint32_t ofNormalised(float value)
{
    return (uint32_t)(int32_t)lroundf(value * 32767.5f - 0.5f);
}

static uint32_t command(int qualifier, bool select)
{
    return (uint32_t)qualifier + (select ? 128 : 0);
}

/* Address + 31 x value + 7 x quality + 3 x time. */
static uint32_t digest(InformationObject io, TypeID type)
{
    uint32_t v = 0, q = 0, t = 0;
    switch (type) {
#define TIMED(TYPE, CLASS) case TYPE: t = ofTime(CLASS##_getTimestamp((CLASS)io)); /* fall through */
    TIMED(M_SP_TB_1, SinglePointWithCP56Time2a)
    case M_SP_NA_1: v = SinglePointInformation_getValue((SinglePointInformation)io); q = SinglePointInformation_getQuality((SinglePointInformation)io); break;
    TIMED(M_DP_TB_1, DoublePointWithCP56Time2a)
    case M_DP_NA_1: v = DoublePointInformation_getValue((DoublePointInformation)io); q = DoublePointInformation_getQuality((DoublePointInformation)io); break;
    TIMED(M_ST_TB_1, StepPositionWithCP56Time2a)
    case M_ST_NA_1:
        v = (uint32_t)StepPositionInformation_getValue((StepPositionInformation)io) + (StepPositionInformation_isTransient((StepPositionInformation)io) ? 256 : 0);
        q = StepPositionInformation_getQuality((StepPositionInformation)io);
        break;
    TIMED(M_BO_TB_1, Bitstring32WithCP56Time2a)
    case M_BO_NA_1: v = BitString32_getValue((BitString32)io); q = BitString32_getQuality((BitString32)io); break;
    TIMED(M_ME_TD_1, MeasuredValueNormalizedWithCP56Time2a)
    case M_ME_NA_1: v = ofMeasured(MeasuredValueNormalized_getValue((MeasuredValueNormalized)io)); q = MeasuredValueNormalized_getQuality((MeasuredValueNormalized)io); break;
    case M_ME_ND_1: v = ofNormalised(MeasuredValueNormalizedWithoutQuality_getValue((MeasuredValueNormalizedWithoutQuality)io)); break;
    TIMED(M_ME_TE_1, MeasuredValueScaledWithCP56Time2a)
    case M_ME_NB_1: v = (uint32_t)MeasuredValueScaled_getValue((MeasuredValueScaled)io); q = MeasuredValueScaled_getQuality((MeasuredValueScaled)io); break;
    TIMED(M_ME_TF_1, MeasuredValueShortWithCP56Time2a)
    case M_ME_NC_1: v = ofFloat(MeasuredValueShort_getValue((MeasuredValueShort)io)); q = MeasuredValueShort_getQuality((MeasuredValueShort)io); break;
    TIMED(M_IT_TB_1, IntegratedTotalsWithCP56Time2a)
    case M_IT_NA_1: {
        BinaryCounterReading bcr = IntegratedTotals_getBCR((IntegratedTotals)io);
        v = (uint32_t)BinaryCounterReading_getValue(bcr);
        q = (uint32_t)BinaryCounterReading_getSequenceNumber(bcr);
        break;
    }
    case M_PS_NA_1: {
        StatusAndStatusChangeDetection scd = PackedSinglePointWithSCD_getSCD((PackedSinglePointWithSCD)io);
        v = StatusAndStatusChangeDetection_getSTn(scd) + 65536u * StatusAndStatusChangeDetection_getCDn(scd);
        q = PackedSinglePointWithSCD_getQuality((PackedSinglePointWithSCD)io);
        break;
    }
    TIMED(M_EP_TD_1, EventOfProtectionEquipmentWithCP56Time2a) {
        SingleEvent event = EventOfProtectionEquipmentWithCP56Time2a_getEvent((EventOfProtectionEquipmentWithCP56Time2a)io);
        v = SingleEvent_getEventState(event) + 4u * (uint32_t)CP16Time2a_getEplapsedTimeInMs(EventOfProtectionEquipmentWithCP56Time2a_getElapsedTime((EventOfProtectionEquipmentWithCP56Time2a)io));
        q = SingleEvent_getQDP(event) & 0xf8;
        break;
    }
    TIMED(M_EP_TE_1, PackedStartEventsOfProtectionEquipmentWithCP56Time2a)
        v = PackedStartEventsOfProtectionEquipmentWithCP56Time2a_getEvent((PackedStartEventsOfProtectionEquipmentWithCP56Time2a)io) +
            256u * (uint32_t)CP16Time2a_getEplapsedTimeInMs(PackedStartEventsOfProtectionEquipmentWithCP56Time2a_getElapsedTime((PackedStartEventsOfProtectionEquipmentWithCP56Time2a)io));
        q = PackedStartEventsOfProtectionEquipmentWithCP56Time2a_getQuality((PackedStartEventsOfProtectionEquipmentWithCP56Time2a)io);
        break;
    TIMED(M_EP_TF_1, PackedOutputCircuitInfoWithCP56Time2a)
        v = PackedOutputCircuitInfoWithCP56Time2a_getOCI((PackedOutputCircuitInfoWithCP56Time2a)io) +
            256u * (uint32_t)CP16Time2a_getEplapsedTimeInMs(PackedOutputCircuitInfoWithCP56Time2a_getOperatingTime((PackedOutputCircuitInfoWithCP56Time2a)io));
        q = PackedOutputCircuitInfoWithCP56Time2a_getQuality((PackedOutputCircuitInfoWithCP56Time2a)io);
        break;
    TIMED(C_SC_TA_1, SingleCommandWithCP56Time2a)
    case C_SC_NA_1: v = SingleCommand_getState((SingleCommand)io); q = command(SingleCommand_getQU((SingleCommand)io), SingleCommand_isSelect((SingleCommand)io)); break;
    TIMED(C_DC_TA_1, DoubleCommandWithCP56Time2a)
    case C_DC_NA_1: v = (uint32_t)DoubleCommand_getState((DoubleCommand)io); q = command(DoubleCommand_getQU((DoubleCommand)io), DoubleCommand_isSelect((DoubleCommand)io)); break;
    TIMED(C_RC_TA_1, StepCommandWithCP56Time2a)
    case C_RC_NA_1: v = StepCommand_getState((StepCommand)io); q = command(StepCommand_getQU((StepCommand)io), StepCommand_isSelect((StepCommand)io)); break;
    TIMED(C_SE_TA_1, SetpointCommandNormalizedWithCP56Time2a)
    case C_SE_NA_1: v = ofNormalised(SetpointCommandNormalized_getValue((SetpointCommandNormalized)io)); q = command(SetpointCommandNormalized_getQL((SetpointCommandNormalized)io), SetpointCommandNormalized_isSelect((SetpointCommandNormalized)io)); break;
    TIMED(C_SE_TB_1, SetpointCommandScaledWithCP56Time2a)
    case C_SE_NB_1: v = (uint32_t)SetpointCommandScaled_getValue((SetpointCommandScaled)io); q = command(SetpointCommandScaled_getQL((SetpointCommandScaled)io), SetpointCommandScaled_isSelect((SetpointCommandScaled)io)); break;
    TIMED(C_SE_TC_1, SetpointCommandShortWithCP56Time2a)
    case C_SE_NC_1: v = ofFloat(SetpointCommandShort_getValue((SetpointCommandShort)io)); q = command(SetpointCommandShort_getQL((SetpointCommandShort)io), SetpointCommandShort_isSelect((SetpointCommandShort)io)); break;
    TIMED(C_BO_TA_1, Bitstring32CommandWithCP56Time2a)
    case C_BO_NA_1: v = Bitstring32Command_getValue((Bitstring32Command)io); break;
    case M_EI_NA_1: v = EndOfInitialization_getCOI((EndOfInitialization)io) & 0x7f; break;
    case C_IC_NA_1: v = InterrogationCommand_getQOI((InterrogationCommand)io); break;
    case C_CI_NA_1: v = CounterInterrogationCommand_getQCC((CounterInterrogationCommand)io); break;
    case C_CS_NA_1: t = ofTime(ClockSynchronizationCommand_getTime((ClockSynchronizationCommand)io)); break;
    default: fprintf(stderr, "no reader for type %d\n", type); exit(1);
    }
    return (uint32_t)InformationObject_getObjectAddress(io) + 31 * v + 7 * q + 3 * t;
}

static void decodeAll(void)
{
    long objects = 0, at = 0;
    uint32_t sum = 0;
    double began = now();
    for (int i = 0; i < apdus; i++) {
        uint8_t *apdu = corpus + at;
        if ((apdu[2] & 1) == 0) {
            CS101_ASDU asdu = CS101_ASDU_createFromBuffer(&parameters, apdu + 6, apdu[1] - 4);
            TypeID type = CS101_ASDU_getTypeID(asdu);
            int count = CS101_ASDU_getNumberOfElements(asdu);
            for (int n = 0; n < count; n++) {
                InformationObject io = CS101_ASDU_getElement(asdu, n);
                sum += digest(io, type);
                InformationObject_destroy(io);
            }
            objects += count;
            CS101_ASDU_destroy(asdu);
        }
        at += 2 + apdu[1];
    }
    printf("{\"seconds\":%.6f,\"octets\":%ld,\"objects\":%ld,\"sum\":%u}\n", now() - began, at, objects, sum);
}

struct values {
    CS101_ASDU asdu;
    InformationObject *objects;
    int count, ns, nr;
};

static void encodeAll(void)
{
    struct values *block = calloc(BLOCK, sizeof *block);
    uint8_t *out = malloc((size_t)BLOCK * 256);
    T104Frame frame = T104Frame_create();
    double spent = 0;
    long at = 0, length = 0, differing = 0;
    for (int done = 0; done < apdus; done += BLOCK) {
        int count = apdus - done < BLOCK ? apdus - done : BLOCK;
        long from = at;
        for (int i = 0; i < count; i++) {
            uint8_t *apdu = corpus + at;
            block[i] = (struct values){.ns = (apdu[2] >> 1) | (apdu[3] << 7), .nr = (apdu[4] >> 1) | (apdu[5] << 7)};
            if ((apdu[2] & 1) == 0) {
                CS101_ASDU asdu = block[i].asdu = CS101_ASDU_createFromBuffer(&parameters, apdu + 6, apdu[1] - 4);
                block[i].count = CS101_ASDU_getNumberOfElements(asdu);
                block[i].objects = malloc(sizeof(InformationObject) * (size_t)block[i].count);
                for (int n = 0; n < block[i].count; n++) block[i].objects[n] = CS101_ASDU_getElement(asdu, n);
            }
            at += 2 + apdu[1];
        }
        long to = 0, read = from;
        double began = now();
        for (int i = 0; i < count; i++) {
            struct values *v = &block[i];
            if (v->asdu == NULL) { /* S and U formats: six octets of the adapter's own, as in the library. */
                memcpy(out + to, corpus + read, 6);
                to += 6;
                read += 6;
                continue;
            }
            CS101_ASDU asdu = CS101_ASDU_create(&parameters, CS101_ASDU_isSequence(v->asdu), CS101_ASDU_getCOT(v->asdu), CS101_ASDU_getOA(v->asdu),
                                                CS101_ASDU_getCA(v->asdu), CS101_ASDU_isTest(v->asdu), CS101_ASDU_isNegative(v->asdu));
            for (int n = 0; n < v->count; n++) CS101_ASDU_addInformationObject(asdu, v->objects[n]);
            T104Frame_resetFrame((Frame)frame);
            CS101_ASDU_encode(asdu, (Frame)frame);
            T104Frame_prepareToSend(frame, v->ns, v->nr);
            int size = T104Frame_getMsgSize((Frame)frame);
            memcpy(out + to, T104Frame_getBuffer((Frame)frame), (size_t)size);
            to += size;
            read += size;
            CS101_ASDU_destroy(asdu);
        }
        spent += now() - began;
        length += to;
        if (to != at - from || memcmp(out, corpus + from, (size_t)to) != 0) differing++;
        for (int i = 0; i < count; i++) {
            if (block[i].asdu == NULL) continue;
            for (int n = 0; n < block[i].count; n++) InformationObject_destroy(block[i].objects[n]);
            free(block[i].objects);
            CS101_ASDU_destroy(block[i].asdu);
        }
    }
    free(block);
    free(out);
    printf("{\"seconds\":%.6f,\"octets\":%ld,\"differing\":%ld}\n", spent, length, differing);
}

int main(int argc, char **argv)
{
    if (argc != 3) return 2;
    apdus = atoi(argv[2]);
    FILE *file = fopen(argv[1], "rb");
    if (file == NULL) return 2;
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    corpus = malloc((size_t)size);
    if (fread(corpus, 1, (size_t)size, file) != (size_t)size) return 2;
    fclose(file);
    setvbuf(stdout, NULL, _IOLBF, 0);
    puts("{\"ready\":true}");
    char line[32];
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (line[0] == 'e') encodeAll();
        else decodeAll();
    }
    return 0;
}
