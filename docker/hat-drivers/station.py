"""A controlled station on hat-drivers: a handful of objects, an answer to each kind of message that the library hands
over, and the control channel that docker/README.md describes. What the library decides for itself (start and stop,
timers, sequence numbers, windows, what it sends and discards) is left as it comes."""

import asyncio
import datetime
import json
import os
import ssl
import sys

from hat import aio
from hat.drivers import iec104, net

VERSION = "0.10.10"
IOA_SINGLE, IOA_CYCLIC, IOA_COMMAND = 100, 710, 5000
QOI_STATION, BROADCAST, MAX_EVENTS = 20, 65535, 10000

INDICATION = iec104.IndicationQuality(False, False, False, False)
MEASUREMENT = iec104.MeasurementQuality(False, False, False, False, False)
Answer = iec104.CommandResCause


def report(**event):
    sys.stdout.write(json.dumps(event, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def fail(what, **more):
    report(event="failed", what=what, **more)
    sys.exit(1)


def number(name, otherwise, lowest, highest, kind=int):
    text = os.environ.get(name) or str(otherwise)
    try:
        value = kind(text)
    except ValueError:
        value = None
    if value is None or not lowest <= value <= highest:
        fail(name, error=f"expected a number from {lowest} to {highest}")
    return value


class Station:
    def __init__(self):
        self.address = number("COMMON_ADDRESS", 1, 1, 65534)
        self.connections = set()
        self.singles = [True, False, True, False]
        self.cyclic_ms = number("CYCLIC_MS", 0, 0, 3_600_000)
        self.cyclic_count = 0
        self.cyclic_set = asyncio.Event()

    # ---- objects

    def objects(self):
        """Every object of an interrogation: (information object address, data)."""
        for nth, on in enumerate(self.singles):
            yield IOA_SINGLE + nth, self.single(on)
        for nth, value in enumerate((iec104.DoubleValue.OFF, iec104.DoubleValue.ON)):
            yield 200 + nth, iec104.DoubleData(value, INDICATION)
        for nth, value in enumerate((-7, 7)):
            yield 300 + nth, iec104.StepPositionData(iec104.StepPositionValue(value, False), MEASUREMENT)
        for nth, value in enumerate((b"\x01\x00\x00\x00", b"\xaa\x55\xaa\x55")):
            yield 400 + nth, iec104.BitstringData(iec104.BitstringValue(value), MEASUREMENT)
        for nth, value in enumerate((0.5, -0.25)):
            yield 500 + nth, iec104.NormalizedData(iec104.NormalizedValue(value), MEASUREMENT)
        for nth, value in enumerate((1234, -1234)):
            yield 600 + nth, iec104.ScaledData(iec104.ScaledValue(value), MEASUREMENT)
        for nth, value in enumerate((50.02, -1.5)):
            yield 700 + nth, self.floating(value)

    def single(self, on):
        return iec104.SingleData(iec104.SingleValue.ON if on else iec104.SingleValue.OFF, INDICATION)

    def floating(self, value):
        return iec104.FloatingData(iec104.FloatingValue(value), MEASUREMENT)

    def object_at(self, ioa):
        if ioa == IOA_CYCLIC:
            return self.floating(float(self.cyclic_count))
        return dict(self.objects()).get(ioa)

    def data(self, ioa, data, cause, originator=0, time=None):
        return iec104.DataMsg(False, originator, self.address, ioa, data, time, cause)

    # ---- what arrives

    async def serve(self, connection):
        peer = connection.info.remote_addr
        told = {"event": "connection", "peer": f"{peer.host}:{peer.port}"}
        report(**told, what="opened")
        self.connections.add(connection)
        connection.register_enabled_cb(lambda on: report(**told, what="started" if on else "stopped"))
        try:
            while True:
                try:
                    messages = await connection.receive()
                except ConnectionError:
                    break
                except Exception as error:  # the library hands over no ASDU that it cannot decode
                    report(event="undecoded", error=str(error))
                    continue
                answers = [answer for message in messages for answer in self.answer(message)]
                if answers:
                    await connection.send(answers)
        except ConnectionError:
            pass
        finally:
            self.connections.discard(connection)
            connection.close()
            report(**told, what="closed")

    def answer(self, message):
        broadcast = isinstance(message, (iec104.InterrogationMsg, iec104.ClockSyncMsg))
        if broadcast and message.asdu_address == BROADCAST:
            message = message._replace(asdu_address=self.address)
        if message.asdu_address != self.address:
            return self.refuse(message, Answer.UNKNOWN_ASDU_ADDRESS)
        if isinstance(message, iec104.InterrogationMsg):
            return self.interrogation(message)
        if isinstance(message, iec104.ReadMsg):
            return self.read(message)
        if isinstance(message, iec104.ClockSyncMsg):
            if message.cause != iec104.ClockSyncReqCause.ACTIVATION:
                return self.refuse(message, Answer.UNKNOWN_CAUSE)
            report(event="clock", ca=message.asdu_address)
            return [message._replace(cause=iec104.ClockSyncResCause.ACTIVATION_CONFIRMATION)]
        if isinstance(message, iec104.TestMsg):
            if message.cause != iec104.ActivationReqCause.ACTIVATION:
                return self.refuse(message, Answer.UNKNOWN_CAUSE)
            return [message._replace(cause=iec104.ActivationResCause.ACTIVATION_CONFIRMATION)]
        if isinstance(message, iec104.CommandMsg) and isinstance(message.command, iec104.SingleCommand) and not message.time:
            return self.command(message)
        return self.refuse(message, Answer.UNKNOWN_TYPE)

    def refuse(self, message, cause):
        # Not every kind of message has the P/N bit in this library.
        negative = {"is_negative_confirm": True} if hasattr(message, "is_negative_confirm") else {}
        if not hasattr(message, "cause"):
            return []
        return [message._replace(cause=cause.value, **negative)]

    def interrogation(self, message):
        if message.cause == iec104.CommandReqCause.DEACTIVATION:  # never still running when this arrives
            return self.refuse(message, Answer.DEACTIVATION_CONFIRMATION)
        if message.cause != iec104.CommandReqCause.ACTIVATION:
            return self.refuse(message, Answer.UNKNOWN_CAUSE)
        if message.request != QOI_STATION:
            return self.refuse(message, Answer.ACTIVATION_CONFIRMATION)
        cause = iec104.DataResCause.INTERROGATED_STATION
        return [
            message._replace(cause=Answer.ACTIVATION_CONFIRMATION),
            *(self.data(ioa, data, cause, message.originator_address) for ioa, data in self.objects()),
            message._replace(cause=Answer.ACTIVATION_TERMINATION),
        ]

    def read(self, message):
        if message.cause != iec104.ReadReqCause.REQUEST:
            return self.refuse(message, Answer.UNKNOWN_CAUSE)
        data = self.object_at(message.io_address)
        if data is None:
            return self.refuse(message, Answer.UNKNOWN_IO_ADDRESS)
        return [self.data(message.io_address, data, iec104.DataResCause.REQUEST, message.originator_address)]

    def command(self, message):
        if message.cause != iec104.CommandReqCause.ACTIVATION:
            return self.refuse(message, Answer.UNKNOWN_CAUSE)
        if message.io_address != IOA_COMMAND:
            return self.refuse(message, Answer.UNKNOWN_IO_ADDRESS)
        if message.command.select:  # direct commands only
            return self.refuse(message, Answer.ACTIVATION_CONFIRMATION)
        on = message.command.value == iec104.SingleValue.ON
        self.singles[0] = on
        report(event="command", ioa=message.io_address, value=int(on))
        return [
            message._replace(cause=Answer.ACTIVATION_CONFIRMATION),
            self.data(IOA_SINGLE, self.single(on), iec104.DataResCause.REMOTE_COMMAND, message.originator_address),
            message._replace(cause=Answer.ACTIVATION_TERMINATION),
        ]

    # ---- process side

    async def send_to_all(self, message):
        """There is no queue across connections: each has its own, and discards what it cannot send while stopped."""
        for connection in list(self.connections):
            try:
                await connection.send([message])
            except ConnectionError:
                pass  # closed meanwhile

    async def make_events(self, count):
        for _ in range(count):
            self.singles[0] = not self.singles[0]
            now = iec104.time_from_datetime(datetime.datetime.now(datetime.timezone.utc))
            await self.send_to_all(
                self.data(IOA_SINGLE, self.single(self.singles[0]), iec104.DataResCause.SPONTANEOUS, time=now)
            )

    async def cycle(self):
        while True:
            self.cyclic_set.clear()
            try:
                await asyncio.wait_for(self.cyclic_set.wait(), self.cyclic_ms / 1000 if self.cyclic_ms else None)
                continue
            except TimeoutError:
                pass
            self.cyclic_count = (self.cyclic_count + 1) % 1000
            await self.send_to_all(
                self.data(IOA_CYCLIC, self.floating(float(self.cyclic_count)), iec104.DataResCause.PERIODIC)
            )

    # ---- control channel: one request line, one JSON line back, then the connection ends

    async def control(self, reader, writer):
        try:
            line = (await asyncio.wait_for(reader.readline(), 1)).decode("ascii", "replace").strip()
            writer.write((json.dumps(await self.obey(line), separators=(",", ":")) + "\n").encode())
            await writer.drain()
        except (OSError, TimeoutError) as error:
            report(event="control", error=str(error))
        finally:
            writer.close()

    async def obey(self, line):
        word, _, argument = line.partition(" ")
        amount = int(argument) if argument.isdecimal() else None
        if line == "status":
            started = sum(1 for connection in self.connections if connection.is_enabled)
            # What waits in a connection's own queue is not to be seen from outside.
            return {"ok": True, "connections": len(self.connections), "started": started, "queued": 0, "cyclicMs": self.cyclic_ms}
        if word == "events" and amount is not None and amount <= MAX_EVENTS:
            await self.make_events(amount)
            return {"ok": True, "events": amount}
        if word == "cyclic" and amount is not None:
            self.cyclic_ms = amount
            self.cyclic_set.set()
            return {"ok": True, "cyclicMs": amount}
        return {"ok": False, "error": f"expected: status | events N (0..{MAX_EVENTS}) | cyclic MS"}


def tls_context():
    """The station's side of a mutual TLS connection, from the files that docker/README.md names; None without TLS."""
    if os.environ.get("TLS") != "1":
        return {}
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        versions = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
        context.minimum_version = versions[os.environ.get("TLS_MIN_VERSION") or "1.2"]
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_cert_chain(os.environ.get("TLS_CERT") or "/tls/server.pem", os.environ.get("TLS_KEY") or "/tls/server.key")
        context.load_verify_locations(os.environ.get("TLS_CA") or "/tls/ca.pem")
        if os.environ.get("TLS_CRL"):
            context.load_verify_locations(os.environ["TLS_CRL"])
            context.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF
    except (OSError, KeyError) as error:
        fail("TLS", error=str(error))
    return {"ssl": context}


async def main():
    if (os.environ.get("MODE") or "connection-is-group") != "connection-is-group":
        fail("MODE", error="expected connection-is-group: hat-drivers has no redundancy groups")
    station = Station()
    secure = tls_context()
    host, port = os.environ.get("HOST") or "0.0.0.0", number("PORT", 19998 if secure else 2404, 1, 65535)
    control_port = number("CONTROL_PORT", 0, 0, 65535)
    try:
        await iec104.listen(
            station.serve,
            net.TcpAddress(host, port),
            response_timeout=number("T1", 5, 0.1, 255, float),
            supervisory_timeout=number("T2", 3, 0.1, 255, float),
            test_timeout=number("T3", 7, 0.1, 172800, float),
            send_window_size=number("K", 12, 1, 32767),
            receive_window_size=number("W", 8, 1, 32767),
            **secure,
        )
    except OSError as error:
        fail("port", port=port, error=str(error))
    if control_port:
        try:
            await asyncio.start_server(station.control, os.environ.get("CONTROL_HOST") or "127.0.0.1", control_port)
        except OSError as error:
            fail("control port", port=control_port, error=str(error))
    report(event="ready", station="hat-drivers", version=VERSION, port=port, controlPort=control_port)
    await station.cycle()


if __name__ == "__main__":
    aio.init_asyncio()
    aio.run_asyncio(main())
