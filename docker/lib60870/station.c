// SPDX-License-Identifier: GPL-3.0-only
//
// A controlled station on lib60870-C: a handful of objects, the handlers the library asks for, and the control channel
// that docker/README.md describes. Everything the library decides for itself (connection states, timers, sequence
// numbers, windows, queues, unknown types and causes) is left as it comes.

#define _POSIX_C_SOURCE 200809L

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <lib60870/cs104_slave.h>
#include <lib60870/hal_thread.h>
#include <lib60870/hal_time.h>
#include <lib60870/tls_config.h>

enum { IOA_SINGLE = 100, IOA_DOUBLE = 200, IOA_STEP = 300, IOA_BITS = 400, IOA_NORMALISED = 500, IOA_SCALED = 600,
       IOA_FLOAT = 700, IOA_CYCLIC = 710, IOA_COUNTING = 730, IOA_COMMAND = 5000 };
/** 62351-3:5.4: once a day at least. */
enum { RENEGOTIATION_MS = 24 * 60 * 60 * 1000 };
enum { SINGLES = 4, PER_TYPE = 2, QOI_STATION = 20, BROADCAST = 65535, MAX_EVENTS = 10000 };

static CS104_Slave slave;
static TLSConfiguration tls; // NULL where it speaks plain
static int commonAddress;
static atomic_bool singles[SINGLES] = {true, false, true, false};
static atomic_int connections, started;
static int cyclicMs;
static int cyclicCount;
static volatile sig_atomic_t running = 1;

// ---- events for the reader of stdout: one JSON object a line

static void report(const char* format, ...) __attribute__((format(printf, 1, 2)));

static void report(const char* format, ...)
{
    // One write a line: the library calls back from one thread per connection.
    char line[256];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(line, sizeof line - 1, format, args);
    va_end(args);
    if (length < 0 || length > (int) sizeof line - 2)
        return;
    line[length] = '\n';
    if (write(STDOUT_FILENO, line, (size_t) length + 1) < 0)
        running = 0;
}

// ---- objects

/** The object at `ioa` as the type it has in an interrogation, or NULL where there is none. */
static InformationObject objectAt(int ioa)
{
    const QualityDescriptor good = IEC60870_QUALITY_GOOD;
    if (ioa == IOA_CYCLIC)
        return (InformationObject) MeasuredValueShort_create(NULL, ioa, (float) cyclicCount, good);
    if (ioa >= IOA_SINGLE && ioa < IOA_SINGLE + SINGLES)
        return (InformationObject) SinglePointInformation_create(NULL, ioa, singles[ioa - IOA_SINGLE], good);
    const int nth = ioa % 100;
    if (nth >= PER_TYPE)
        return NULL;
    switch (ioa - nth) {
    case IOA_DOUBLE:
        return (InformationObject) DoublePointInformation_create(
            NULL, ioa, nth == 0 ? IEC60870_DOUBLE_POINT_OFF : IEC60870_DOUBLE_POINT_ON, good);
    case IOA_STEP:
        return (InformationObject) StepPositionInformation_create(NULL, ioa, nth == 0 ? -7 : 7, false, good);
    case IOA_BITS:
        return (InformationObject) BitString32_create(NULL, ioa, nth == 0 ? 0x00000001 : 0xaa55aa55);
    case IOA_NORMALISED:
        return (InformationObject) MeasuredValueNormalized_create(NULL, ioa, nth == 0 ? 0.5f : -0.25f, good);
    case IOA_SCALED:
        return (InformationObject) MeasuredValueScaled_create(NULL, ioa, nth == 0 ? 1234 : -1234, good);
    case IOA_FLOAT:
        return (InformationObject) MeasuredValueShort_create(NULL, ioa, nth == 0 ? 50.02f : -1.5f, good);
    default:
        return NULL;
    }
}

static CS101_ASDU newAsdu(bool sequence, CS101_CauseOfTransmission cause, int originator)
{
    return CS101_ASDU_create(CS104_Slave_getAppLayerParameters(slave), sequence, cause, originator, commonAddress,
                             false, false);
}

static void addObject(CS101_ASDU asdu, int ioa)
{
    InformationObject object = objectAt(ioa);
    if (object) {
        CS101_ASDU_addInformationObject(asdu, object);
        InformationObject_destroy(object);
    }
}

static void sendObjects(IMasterConnection connection, CS101_CauseOfTransmission cause, int originator, int first,
                        int count)
{
    // Single points go out as one sequence (SQ 1), all others as separate objects (SQ 0), so that both forms are seen.
    CS101_ASDU asdu = newAsdu(first == IOA_SINGLE && count > 1, cause, originator);
    for (int ioa = first; ioa < first + count; ioa++)
        addObject(asdu, ioa);
    IMasterConnection_sendASDU(connection, asdu);
    CS101_ASDU_destroy(asdu);
}

/** Gives one object to the library's event queue, which keeps it until a started connection takes it. */
static void enqueue(CS101_CauseOfTransmission cause, InformationObject object)
{
    CS101_ASDU asdu = newAsdu(false, cause, 0);
    CS101_ASDU_addInformationObject(asdu, object);
    CS104_Slave_enqueueASDU(slave, asdu);
    CS101_ASDU_destroy(asdu);
    InformationObject_destroy(object);
}

// ---- handlers

static bool refuse(IMasterConnection connection, CS101_ASDU asdu, CS101_CauseOfTransmission cause)
{
    CS101_ASDU_setCOT(asdu, cause);
    CS101_ASDU_setNegative(asdu, true);
    IMasterConnection_sendASDU(connection, asdu);
    return true;
}

/** Whether the ASDU is for this station; a broadcast is answered with the station's own address. */
static bool addressed(CS101_ASDU asdu, bool broadcastAllowed)
{
    if (broadcastAllowed && CS101_ASDU_getCA(asdu) == BROADCAST)
        CS101_ASDU_setCA(asdu, commonAddress);
    return CS101_ASDU_getCA(asdu) == commonAddress;
}

static bool onInterrogation(void* parameter, IMasterConnection connection, CS101_ASDU asdu, uint8_t qoi)
{
    (void) parameter;
    if (!addressed(asdu, true))
        return refuse(connection, asdu, CS101_COT_UNKNOWN_CA);
    if (CS101_ASDU_getCOT(asdu) == CS101_COT_DEACTIVATION)
        return refuse(connection, asdu, CS101_COT_DEACTIVATION_CON); // never still running when this arrives
    if (qoi != QOI_STATION) {
        IMasterConnection_sendACT_CON(connection, asdu, true);
        return true;
    }
    static const struct { int first; int count; } blocks[] = {
        {IOA_SINGLE, SINGLES},      {IOA_DOUBLE, PER_TYPE}, {IOA_STEP, PER_TYPE},  {IOA_BITS, PER_TYPE},
        {IOA_NORMALISED, PER_TYPE}, {IOA_SCALED, PER_TYPE}, {IOA_FLOAT, PER_TYPE}};
    IMasterConnection_sendACT_CON(connection, asdu, false);
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
        sendObjects(connection, CS101_COT_INTERROGATED_BY_STATION, CS101_ASDU_getOA(asdu), blocks[i].first,
                    blocks[i].count);
    IMasterConnection_sendACT_TERM(connection, asdu);
    return true;
}

static bool onRead(void* parameter, IMasterConnection connection, CS101_ASDU asdu, int ioa)
{
    (void) parameter;
    if (!addressed(asdu, false))
        return refuse(connection, asdu, CS101_COT_UNKNOWN_CA);
    InformationObject object = objectAt(ioa);
    if (!object)
        return refuse(connection, asdu, CS101_COT_UNKNOWN_IOA);
    InformationObject_destroy(object);
    sendObjects(connection, CS101_COT_REQUEST, CS101_ASDU_getOA(asdu), ioa, 1);
    return true;
}

static bool onClock(void* parameter, IMasterConnection connection, CS101_ASDU asdu, CP56Time2a newTime)
{
    (void) parameter, (void) connection, (void) newTime;
    // The container's clock stays the host's: the time is accepted and not used.
    report("{\"event\":\"clock\",\"ca\":%d}", CS101_ASDU_getCA(asdu));
    return addressed(asdu, true);
}

static bool onSingleCommand(IMasterConnection connection, CS101_ASDU asdu)
{
    if (!addressed(asdu, false))
        return refuse(connection, asdu, CS101_COT_UNKNOWN_CA);
    if (CS101_ASDU_getCOT(asdu) != CS101_COT_ACTIVATION)
        return refuse(connection, asdu, CS101_COT_UNKNOWN_COT);
    InformationObject object = CS101_ASDU_getElement(asdu, 0);
    if (!object)
        return false;
    const int ioa = InformationObject_getObjectAddress(object);
    const bool select = SingleCommand_isSelect((SingleCommand) object);
    const bool on = SingleCommand_getState((SingleCommand) object);
    InformationObject_destroy(object);
    if (ioa != IOA_COMMAND)
        return refuse(connection, asdu, CS101_COT_UNKNOWN_IOA);
    if (select) { // direct commands only
        IMasterConnection_sendACT_CON(connection, asdu, true);
        return true;
    }
    singles[0] = on;
    report("{\"event\":\"command\",\"ioa\":%d,\"value\":%d}", ioa, on);
    IMasterConnection_sendACT_CON(connection, asdu, false);
    CS101_ASDU feedback = newAsdu(false, CS101_COT_RETURN_INFO_REMOTE, CS101_ASDU_getOA(asdu));
    addObject(feedback, IOA_SINGLE);
    IMasterConnection_sendASDU(connection, feedback);
    CS101_ASDU_destroy(feedback);
    IMasterConnection_sendACT_TERM(connection, asdu);
    return true;
}

static bool onAsdu(void* parameter, IMasterConnection connection, CS101_ASDU asdu)
{
    (void) parameter;
    return CS101_ASDU_getTypeID(asdu) == C_SC_NA_1 && onSingleCommand(connection, asdu);
}

static void onConnection(void* parameter, IMasterConnection connection, CS104_PeerConnectionEvent event)
{
    static const char* const words[] = {"opened", "closed", "started", "stopped"};
    (void) parameter;
    if (event == CS104_CON_EVENT_CONNECTION_OPENED)
        connections++;
    if (event == CS104_CON_EVENT_CONNECTION_CLOSED)
        connections--;
    if (event == CS104_CON_EVENT_ACTIVATED)
        started++;
    if (event == CS104_CON_EVENT_DEACTIVATED)
        started--;
    char peer[64] = "";
    IMasterConnection_getPeerAddress(connection, peer, sizeof peer);
    report("{\"event\":\"connection\",\"what\":\"%s\",\"peer\":\"%s\"}", words[event], peer);
}

// ---- process side

static void makeEvents(int count)
{
    for (int i = 0; i < count; i++) {
        const bool on = !singles[0];
        singles[0] = on;
        struct sCP56Time2a now;
        CP56Time2a_createFromMsTimestamp(&now, Hal_getTimeInMs());
        enqueue(CS101_COT_SPONTANEOUS, (InformationObject) SinglePointWithCP56Time2a_create(
                                           NULL, IOA_SINGLE, on, IEC60870_QUALITY_GOOD, &now));
    }
}

/** Events that can be told apart and counted: each carries the next number as its value. */
static void makeNumbered(int count)
{
    static int number;
    for (int i = 0; i < count; i++) {
        struct sCP56Time2a now;
        CP56Time2a_createFromMsTimestamp(&now, Hal_getTimeInMs());
        enqueue(CS101_COT_SPONTANEOUS, (InformationObject) MeasuredValueShortWithCP56Time2a_create(
                                           NULL, IOA_COUNTING, (float) ++number, IEC60870_QUALITY_GOOD, &now));
    }
}

static void makeCyclic(void)
{
    cyclicCount = (cyclicCount + 1) % 1000;
    // Only while someone listens: a queue full of old cyclic values would be this adapter's doing, not the library's.
    if (started > 0)
        enqueue(CS101_COT_PERIODIC, objectAt(IOA_CYCLIC));
}

static uint64_t monotonicMs(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t) now.tv_sec * 1000 + (uint64_t) now.tv_nsec / 1000000;
}

/** The file with the revocation lists, or NULL where none are used. */
static const char* listsFile(void)
{
    const char* crl = getenv("TLS_CRL");
    return tls && crl && *crl ? crl : NULL;
}

/** Reads the revocation lists again; an empty file takes them away. Returns what is wrong, or NULL. */
static const char* reloadLists(void)
{
    const char* crl = listsFile();
    struct stat file;
    if (!crl || stat(crl, &file) != 0)
        return "there is no TLS_CRL";
    TLSConfiguration_resetCRL(tls);
    if (file.st_size == 0 || TLSConfiguration_addCRLFromFile(tls, crl))
        return NULL;
    return "TLS_CRL is no certificate revocation list in PEM";
}

// ---- control channel: one request line, one JSON line back, then the connection ends

static void answer(int client)
{
    char request[128] = "";
    size_t length = 0;
    const struct timeval patience = {.tv_sec = 1};
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    while (length < sizeof request - 1 && !strchr(request, '\n')) {
        ssize_t got = recv(client, request + length, sizeof request - 1 - length, 0);
        if (got <= 0)
            break;
        length += (size_t) got;
        request[length] = '\0';
    }
    char reply[256];
    int value = 0;
    char excess;
    request[strcspn(request, "\r\n")] = '\0';
    if (strcmp(request, "status") == 0) {
        snprintf(reply, sizeof reply,
                 "{\"ok\":true,\"connections\":%d,\"started\":%d,\"queued\":%d,\"cyclicMs\":%d,\"crl\":%s}\n", connections, started,
                 CS104_Slave_getNumberOfQueueEntries(slave, NULL), cyclicMs, listsFile() ? "true" : "false");
    }
    else if (sscanf(request, "events %d%c", &value, &excess) == 1 && value >= 0 && value <= MAX_EVENTS) {
        makeEvents(value);
        snprintf(reply, sizeof reply, "{\"ok\":true,\"events\":%d}\n", value);
    }
    else if (sscanf(request, "count %d%c", &value, &excess) == 1 && value >= 0 && value <= MAX_EVENTS) {
        makeNumbered(value);
        snprintf(reply, sizeof reply, "{\"ok\":true,\"count\":%d}\n", value);
    }
    else if (sscanf(request, "cyclic %d%c", &value, &excess) == 1 && value >= 0) {
        cyclicMs = value;
        snprintf(reply, sizeof reply, "{\"ok\":true,\"cyclicMs\":%d}\n", value);
    }
    else if (strcmp(request, "crl") == 0) {
        const char* wrong = reloadLists();
        if (wrong)
            snprintf(reply, sizeof reply, "{\"ok\":false,\"error\":\"%s\"}\n", wrong);
        else
            snprintf(reply, sizeof reply, "{\"ok\":true,\"crl\":true}\n");
    }
    else {
        snprintf(reply, sizeof reply,
                 "{\"ok\":false,\"error\":\"expected: status | events N (0..%d) | count N | cyclic MS | crl\"}\n", MAX_EVENTS);
    }
    if (send(client, reply, strlen(reply), MSG_NOSIGNAL) < 0)
        report("{\"event\":\"control\",\"error\":\"%s\"}", strerror(errno));
    close(client);
}

static int listenForControl(const char* host, int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t) port)};
    const int yes = 1;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (inet_pton(AF_INET, host, &address.sin_addr) != 1 ||
        bind(listener, (struct sockaddr*) &address, sizeof address) != 0 || listen(listener, 8) != 0) {
        report("{\"event\":\"failed\",\"what\":\"control port\",\"port\":%d,\"error\":\"%s\"}", port, strerror(errno));
        exit(1);
    }
    return listener;
}

// ---- configuration

static const char* text(const char* name, const char* otherwise)
{
    const char* value = getenv(name);
    return value && *value ? value : otherwise;
}

/** A whole number from the environment, within bounds; `otherwise` where it is not set. */
static int number(const char* name, int otherwise, int lowest, int highest)
{
    const char* value = text(name, NULL);
    if (!value)
        return otherwise;
    char* end;
    const long parsed = strtol(value, &end, 10);
    if (*end || parsed < lowest || parsed > highest) {
        report("{\"event\":\"failed\",\"what\":\"%s\",\"error\":\"expected a whole number from %d to %d\"}", name, lowest,
               highest);
        exit(1);
    }
    return (int) parsed;
}

static void refuseSetting(const char* name, const char* expected)
{
    report("{\"event\":\"failed\",\"what\":\"%s\",\"error\":\"expected %s\"}", name, expected);
    exit(1);
}

/** GROUPS: `name=address,address;name=` where a group without addresses takes whoever belongs to no other. */
static void addGroups(CS104_Slave self)
{
    char groups[1024];
    snprintf(groups, sizeof groups, "%s", text("GROUPS", ""));
    if (!*groups)
        refuseSetting("GROUPS", "name=address,address;name=... with MODE multiple-groups");
    char *restOfGroups = groups, *restOfAddresses;
    for (char* group; (group = strtok_r(restOfGroups, ";", &restOfGroups));) {
        char* addresses = strchr(group, '=');
        if (!addresses)
            refuseSetting("GROUPS", "name=address,address;name=...");
        *addresses++ = '\0';
        CS104_RedundancyGroup one = CS104_RedundancyGroup_create(group);
        restOfAddresses = addresses;
        for (char* address; (address = strtok_r(restOfAddresses, ",", &restOfAddresses));)
            CS104_RedundancyGroup_addAllowedClient(one, address);
        CS104_Slave_addRedundancyGroup(self, one); // which owns it from here on
    }
}

static void setMode(CS104_Slave self)
{
    const char* mode = text("MODE", "single-group");
    if (strcmp(mode, "single-group") == 0)
        CS104_Slave_setServerMode(self, CS104_MODE_SINGLE_REDUNDANCY_GROUP);
    else if (strcmp(mode, "connection-is-group") == 0)
        CS104_Slave_setServerMode(self, CS104_MODE_CONNECTION_IS_REDUNDANCY_GROUP);
    else if (strcmp(mode, "multiple-groups") == 0) {
        CS104_Slave_setServerMode(self, CS104_MODE_MULTIPLE_REDUNDANCY_GROUPS);
        addGroups(self);
    }
    else
        refuseSetting("MODE", "single-group, multiple-groups or connection-is-group");
}

/** What the library says of its TLS, in its own words. */
static void onTlsEvent(void* parameter, TLSEventLevel level, int code, const char* message, TLSConnection connection)
{
    (void) parameter, (void) connection;
    report("{\"event\":\"tls\",\"level\":%d,\"code\":%d,\"message\":\"%s\"}", level, code, message);
}

static TLSConfigVersion lowestVersion(void)
{
    const char* version = text("TLS_MIN_VERSION", "1.2");
    if (strcmp(version, "1.2") == 0)
        return TLS_VERSION_TLS_1_2;
    if (strcmp(version, "1.3") != 0)
        refuseSetting("TLS_MIN_VERSION", "1.2 or 1.3");
    return TLS_VERSION_TLS_1_3;
}

/** Mutual TLS from the files that docker/README.md names; none where TLS is not 1. */
static void configureTls(void)
{
    if (strcmp(text("TLS", "0"), "1") != 0)
        return;
    tls = TLSConfiguration_create();
    TLSConfiguration_setEventHandler(tls, onTlsEvent, NULL);
    TLSConfiguration_setChainValidation(tls, true);
    TLSConfiguration_setAllowOnlyKnownCertificates(tls, false);
    TLSConfiguration_setMinTlsVersion(tls, lowestVersion());
    TLSConfiguration_setRenegotiationTime(tls, RENEGOTIATION_MS); // without it the library never renegotiates
    if (!TLSConfiguration_setOwnCertificateFromFile(tls, text("TLS_CERT", "/tls/server.pem")))
        refuseSetting("TLS_CERT", "a certificate in PEM");
    if (!TLSConfiguration_setOwnKeyFromFile(tls, text("TLS_KEY", "/tls/server.key"), NULL))
        refuseSetting("TLS_KEY", "a key in PEM, without passphrase");
    if (!TLSConfiguration_addCACertificateFromFile(tls, text("TLS_CA", "/tls/ca.pem")))
        refuseSetting("TLS_CA", "certificates in PEM");
    if (listsFile() && !TLSConfiguration_addCRLFromFile(tls, listsFile()))
        refuseSetting("TLS_CRL", "a certificate revocation list in PEM");
}

static CS104_Slave startStation(const char* host, int port)
{
    const int lowPriority = number("LOW_PRIO_QUEUE", 100, 1, 100000);
    const int highPriority = number("HIGH_PRIO_QUEUE", 100, 1, 100000);
    configureTls();
    CS104_Slave self = tls ? CS104_Slave_createSecure(lowPriority, highPriority, tls)
                           : CS104_Slave_create(lowPriority, highPriority);
    CS104_Slave_setLocalAddress(self, host);
    CS104_Slave_setLocalPort(self, port);
    CS104_Slave_setMaxOpenConnections(self, number("CONNECTIONS", 100, 1, 100));
    setMode(self);
    CS104_APCIParameters apci = CS104_Slave_getConnectionParameters(self);
    apci->k = number("K", apci->k, 1, 32767);
    apci->w = number("W", apci->w, 1, 32767);
    apci->t0 = number("T0", apci->t0, 1, 255);
    apci->t1 = number("T1", apci->t1, 1, 255);
    apci->t2 = number("T2", apci->t2, 1, 255);
    apci->t3 = number("T3", apci->t3, 1, 172800);
    CS104_Slave_setInterrogationHandler(self, onInterrogation, NULL);
    CS104_Slave_setReadHandler(self, onRead, NULL);
    CS104_Slave_setClockSyncHandler(self, onClock, NULL);
    CS104_Slave_setASDUHandler(self, onAsdu, NULL);
    CS104_Slave_setConnectionEventHandler(self, onConnection, NULL);
    slave = self; // handlers may run as soon as it starts
    CS104_Slave_start(self);
    // The library opens its port in a thread of its own and says so only through isRunning.
    for (int i = 0; i < 200 && !CS104_Slave_isRunning(self); i++)
        Thread_sleep(10);
    if (!CS104_Slave_isRunning(self)) {
        report("{\"event\":\"failed\",\"what\":\"port\",\"port\":%d,\"error\":\"cannot listen on %s\"}", port, host);
        exit(1);
    }
    return self;
}

static void stopRunning(int signal)
{
    (void) signal;
    running = 0;
}

int main(void)
{
    const struct sigaction stop = {.sa_handler = stopRunning};
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGINT, &stop, NULL);
    signal(SIGPIPE, SIG_IGN);

    const int port = number("PORT", 2404, 1, 65535);
    const int controlPort = number("CONTROL_PORT", 0, 0, 65535);
    commonAddress = number("COMMON_ADDRESS", 1, 1, 65534);
    cyclicMs = number("CYCLIC_MS", 0, 0, 3600000);
    startStation(text("HOST", "0.0.0.0"), port);
    struct pollfd control = {.fd = -1, .events = POLLIN};
    if (controlPort)
        control.fd = listenForControl(text("CONTROL_HOST", "127.0.0.1"), controlPort);
    const Lib60870VersionInfo version = Lib60870_getLibraryVersionInfo();
    report("{\"event\":\"ready\",\"station\":\"lib60870-C\",\"version\":\"%d.%d.%d\",\"port\":%d,\"controlPort\":%d}",
           version.major, version.minor, version.patch, port, controlPort);

    uint64_t nextCyclic = 0;
    while (running) {
        const uint64_t now = monotonicMs();
        if (cyclicMs > 0 && (nextCyclic == 0 || now >= nextCyclic)) {
            makeCyclic();
            nextCyclic = now + (uint64_t) cyclicMs;
        }
        if (cyclicMs == 0)
            nextCyclic = 0;
        const int wait = cyclicMs > 0 ? (int) (nextCyclic - now) : -1;
        if (poll(&control, 1, wait) > 0) {
            const int client = accept(control.fd, NULL, NULL);
            if (client >= 0)
                answer(client);
        }
    }
    CS104_Slave_stop(slave);
    CS104_Slave_destroy(slave);
    return 0;
}
