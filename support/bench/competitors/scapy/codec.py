# scapy in the codec bench: codec.py CORPUS APDUS, then one line "decode" or "encode" a round, one line of JSON back.
# This folder is GPL-2.0 as scapy is; spec104 talks to it over pipes only.
import json
import logging
import struct
import sys
import time

logging.getLogger("scapy").setLevel(logging.ERROR)
from scapy.contrib.scada.iec104 import iec104_decode  # noqa: E402

corpus = open(sys.argv[1], "rb").read()
apdus = int(sys.argv[2])


def swapped(octets):
    return struct.unpack("<I", struct.pack(">I", octets))[0]


def value_of(f):
    if "spi_value" in f: return f["spi_value"]
    if "dpi_value" in f: return f["dpi_value"]
    if "transient_state" in f: return f["value"] + 256 * f["transient_state"]
    # scapy reads these four octets from the far end; 101 has the least significant first.
    if "bsi" in f: return swapped(f["bsi"])
    if "normed_value" in f: return f["normed_value"]
    if "scaled_value" in f:
        value = f["scaled_value"]
        return struct.unpack("<I", struct.pack("<f", value))[0] if isinstance(value, float) else value
    if "counter_value" in f: return f["counter_value"]
    if "cd_16" in f:
        # So it does here: what it calls CD 16 is bit 8 of the first octet, ST 8.
        return swapped(sum(f["st_%d" % n] << (n - 1) | f["cd_%d" % n] << (n + 15) for n in range(1, 17)))
    if "es" in f: return f["es"] + 4 * f["elapsed_sec_milli"]
    if "prot_act_sec_milli" in f:
        return f["gs"] | f["sl1"] << 1 | f["sl2"] << 2 | f["sl3"] << 3 | f["sie"] << 4 | f["srd"] << 5 | f["prot_act_sec_milli"] << 8
    if "prot_cmd_sec_milli" in f:
        return f["gc"] | f["cl1"] << 1 | f["cl2"] << 2 | f["cl3"] << 3 | f["prot_cmd_sec_milli"] << 8
    for name in ("scs", "dcs", "rcs", "qoi", "coi"):
        if name in f: return f[name]
    if "rqt" in f: return f["rqt"] + 64 * f["frz"]
    return 0


def quality_of(f):
    if "counter_value" in f: return f["sq"]
    if "qu" in f: return f["qu"] + 128 * f["s_or_e"]
    if "ql" in f: return f["ql"] + 128 * f["action"]
    if "iv" not in f: return 0
    return f["iv"] << 7 | f["nt"] << 6 | f["sb"] << 5 | f["bl"] << 4 | f.get("ei", 0) << 3 | f.get("ov", 0)


def walk(visit):
    at = 0
    for _ in range(apdus):
        end = at + 2 + corpus[at + 1]
        visit(iec104_decode(corpus[at:end]), at, end)
        at = end
    return at


def decode_all():
    state = {"objects": 0, "sum": 0}

    def visit(packet, at, end):
        if corpus[at + 2] & 1:
            return
        base = packet.fields.get("information_object_address")
        for n, io in enumerate(packet.io):
            f = io.fields
            address = f["information_object_address"] if base is None else base + n
            time_of = f["minutes"] * 60000 + f["sec_milli"] if "minutes" in f else 0
            state["sum"] += address + 31 * value_of(f) + 7 * quality_of(f) + 3 * time_of
        state["objects"] += len(packet.io)

    began = time.perf_counter()
    octets = walk(visit)
    return {"seconds": time.perf_counter() - began, "octets": octets, "objects": state["objects"], "sum": state["sum"] & 0xFFFFFFFF}


def encode_all():
    state = {"spent": 0.0, "octets": 0, "differing": 0}

    def visit(packet, at, end):
        for part in [packet] + list(packet.fields.get("io", [])):
            part.raw_packet_cache = None
        began = time.perf_counter()
        octets = bytes(packet)
        state["spent"] += time.perf_counter() - began
        state["octets"] += len(octets)
        state["differing"] += octets != corpus[at:end]

    walk(visit)
    return {"seconds": state["spent"], "octets": state["octets"], "differing": state["differing"]}


print('{"ready":true}', flush=True)
for line in sys.stdin:
    print(json.dumps(encode_all() if line.startswith("e") else decode_all()), flush=True)
