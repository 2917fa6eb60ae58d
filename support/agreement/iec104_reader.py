"""Reads APDUs, one a line in hex, with scapy's IEC 104 layers; writes one JSON object a line.

`null` where scapy raised an exception, which then stands on the error output.
"""
import json
import logging
import math
import sys

logging.getLogger("scapy").setLevel(logging.ERROR)
from scapy.config import conf  # noqa: E402
from scapy.contrib.scada.iec104 import iec104_decode  # noqa: E402

# Its own bound of 100 elements is below the 127 that an ASDU may have.
conf.max_list_count = 127

HEADER = ("tx_seq_num", "rx_seq_num", "octet_1", "type_id", "sq", "num_io", "cot", "ack", "test", "origin_address", "common_asdu_address")


def plain(value):
    if isinstance(value, bytes):
        return list(value)
    # JSON has no word for these.
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def fields_of(packet):
    return {name: plain(value) for name, value in packet.fields.items()}


def read(octets):
    packet = iec104_decode(octets)
    header = {name: packet.fields[name] for name in HEADER if name in packet.fields}
    if "startdt_act" in packet.fields:
        header["functions"] = [name for name in ("startdt_act", "startdt_con", "stopdt_act", "stopdt_con", "testfr_act", "testfr_con") if packet.fields[name]]
    objects = [fields_of(io) for io in packet.fields.get("io", [])]
    first = packet.fields.get("information_object_address")
    if first is not None:
        for i, one in enumerate(objects):
            one["information_object_address"] = first + i
    return {"header": header, "objects": objects}


for line in sys.stdin:
    try:
        result = read(bytes.fromhex(line.strip()))
    except Exception as error:  # whatever it is, it is what scapy says to these octets
        print(f"{line.strip()}: {type(error).__name__}: {error}", file=sys.stderr)
        result = None
    print(json.dumps(result))
