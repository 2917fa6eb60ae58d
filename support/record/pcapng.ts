import { describe } from '../protocol/describe';
import type { WireEvent, WireRecord } from './record';
import { packetOf, endpointsOf, type Endpoints, type Flags } from './tcp-packet';

/**
 * A pcapng file (draft-ietf-opsawg-pcapng: section header, interface description, enhanced packet blocks) of a wire
 * record. Octets and times are as recorded. IP and TCP headers are synthesised from the `connected` events, because a
 * socket does not show them: sequence numbers, acknowledgements and checksums are right, segmentation is one segment
 * per recorded event. Each packet's comment begins with `frame N`, the number that findings cite. What has no octets
 * (marks, faults, held-back APDUs) is a comment of the packet that follows it, or of the last one. Of a connection over
 * TLS the encrypted octets are written, with the secrets that open them; what was in them is in the comments.
 */
export function pcapng(record: WireRecord): Uint8Array {
  const began = Date.parse(record.startedAt);
  const origin = Number.isNaN(began) ? 0 : began;
  const packets = synthesise(record);
  return concat([
    sectionHeader(`scenario ${record.scenario}, clock: ${record.clock}. IP and TCP headers are synthesised from the record of a socket; octets and times are as recorded.`),
    interfaceDescription(),
    ...(record.keyLog === undefined ? [] : [decryptionSecrets(record.keyLog)]),
    ...packets.map((packet) => enhancedPacket(packet, origin)),
  ]);
}

interface Packet {
  readonly time: number;
  readonly octets: Uint8Array;
  readonly comments: string[];
}

/** Segments above this would not fit an IPv4 packet of 65 535 octets comfortably; no APDU comes near. */
const SEGMENT = 1460;

type Side = 'tester' | 'device';

/** One TCP connection as far as the record tells: next sequence number of each side, and who has sent FIN. */
interface Conversation {
  readonly endpoints: Endpoints;
  readonly next: Record<Side, number>;
  readonly finished: Record<Side, boolean>;
}

function synthesise(record: WireRecord): readonly Packet[] {
  const conversations = new Map<string, Conversation>();
  const packets: Packet[] = [];
  const pending: string[] = [];
  let opened = 0;
  const sealed = record.sealed ?? [];
  const secure = new Set(sealed.map((segment) => segment.connection));
  let nextSealed = 0;

  const open = (connection: string, from: number): Conversation => {
    const attempt = attemptFrom(record.events, connection, from);
    const connecting = attempt.find((event) => event.kind === 'connecting');
    const connected = attempt.find((event) => event.kind === 'connected');
    const conversation: Conversation = {
      endpoints: endpointsOf(connected?.local, connected?.remote ?? connecting?.remote, opened),
      // Initial sequence numbers of 0: Wireshark's relative and absolute numbers are then the same.
      next: { tester: 0, device: 0 },
      finished: { tester: false, device: false },
    };
    opened += 1;
    conversations.set(connection, conversation);
    return conversation;
  };

  const emit = (conversation: Conversation, event: { readonly time: number }, from: Side, flags: Flags, payload: Uint8Array, comment?: string): void => {
    const to: Side = from === 'tester' ? 'device' : 'tester';
    const octets = packetOf({
      endpoints: conversation.endpoints,
      fromTester: from === 'tester',
      sequence: conversation.next[from],
      acknowledge: flags.ack ? conversation.next[to] : 0,
      flags,
      payload,
    });
    const length = payload.length + (flags.syn ? 1 : 0) + (flags.fin ? 1 : 0);
    conversation.next[from] = (conversation.next[from] + length) % 2 ** 32;
    if (flags.fin) conversation.finished[from] = true;
    const comments = comment === undefined ? [] : [...(comment === '' ? [] : [comment]), ...pending.splice(0)];
    packets.push({ time: event.time, octets, comments });
  };

  /** The encrypted segments that left or came before event number `index` was recorded. */
  const emitSealed = (index: number): void => {
    for (let segment = sealed[nextSealed]; segment !== undefined && segment.after < index; segment = sealed[++nextSealed]) {
      const own = conversations.get(segment.connection);
      if (own === undefined) continue;
      const from: Side = segment.direction === 'sent' ? 'tester' : 'device';
      for (let start = 0; start < segment.octets.length; start += SEGMENT) {
        emit(own, segment, from, { psh: true, ack: true }, segment.octets.subarray(start, start + SEGMENT), '');
      }
    }
  };

  record.events.forEach((event, position) => {
    emitSealed(event.index);
    const known = conversations.get(event.connection);
    const conversation = (): Conversation => known ?? open(event.connection, position);
    const say = (text: string): string => `frame ${event.index}: ${text}`;
    switch (event.kind) {
      case 'connecting': {
        // A new attempt under an old name is a new conversation.
        const fresh = open(event.connection, position);
        emit(fresh, event, 'tester', { syn: true }, NONE, say(`connecting to ${event.remote}`));
        return;
      }
      case 'connected': {
        const own = conversation();
        if (own.next.tester === 0) emit(own, event, 'tester', { syn: true }, NONE);
        emit(own, event, 'device', { syn: true, ack: true }, NONE, say('connected'));
        emit(own, event, 'tester', { ack: true }, NONE);
        return;
      }
      case 'connect failed':
        if (event.code === 'ECONNREFUSED') emit(conversation(), event, 'device', { rst: true, ack: true }, NONE, say('connect refused'));
        else pending.push(say(`connect failed, ${event.code}: ${event.message}`));
        return;
      case 'apdu': {
        if (secure.has(event.connection)) {
          tell(say(`${event.direction}; ${describe(event.apdu)}`), event.direction === 'received');
          return;
        }
        const notes = [event.note, ...event.apdu.defects.map((defect) => defect.message)].filter((text) => text !== undefined);
        sendAll(conversation(), event, event.direction, event.octets, say([event.direction, ...notes].join('; ')));
        return;
      }
      case 'octets':
        if (secure.has(event.connection)) {
          tell(say(`${event.direction}; ${event.reason}`), event.direction === 'received');
          return;
        }
        sendAll(conversation(), event, event.direction, event.octets, say(`${event.direction}; ${event.reason}`));
        return;
      case 'closed': {
        const own = conversation();
        const other: Side = event.by === 'tester' ? 'device' : 'tester';
        if (event.how === 'RST') {
          emit(own, event, event.by, { rst: true, ack: true }, NONE, say(`RST by the ${event.by}`));
          return;
        }
        const kind = event.how === 'FIN' ? 'FIN' : 'close, FIN or RST not known on this path, shown as FIN';
        const text = say(`${kind} by the ${event.by}${event.half === true ? ', its side only' : ''}`);
        // The second account of a close that began as a half close adds only the other side's FIN.
        const begun = own.finished[event.by];
        if (!begun) emit(own, event, event.by, FIN, NONE, text);
        if (event.half === true) return;
        if (!own.finished[other]) emit(own, event, other, FIN, NONE, begun ? say('closed on both sides') : say(`FIN by the ${other}`));
        emit(own, event, event.by, { ack: true }, NONE);
        return;
      }
      case 'held back':
        pending.push(say(`held back, never sent: ${event.reason}`));
        return;
      case 'fault':
        pending.push(say(`fault ${event.phase}: ${event.fault}${event.detail === undefined ? '' : `, ${event.detail}`}`));
        return;
      case 'mark':
        pending.push(say(event.text));
        return;
      case 'tls':
        tell(say(`TLS ${event.phase}: ${event.detail}`), event.phase === 'ended' || event.phase === 'alert');
        return;
    }
  });
  emitSealed(Infinity);
  packets.at(-1)?.comments.push(...pending);
  return packets;

  /** What came stands at the packet that brought it, what goes at the one that follows. */
  function tell(text: string, came: boolean): void {
    const last = packets.at(-1);
    if (came && last !== undefined) last.comments.push(text);
    else pending.push(text);
  }

  function sendAll(conversation: Conversation, event: WireEvent, direction: 'sent' | 'received', octets: Uint8Array, comment: string): void {
    for (let start = 0; start < octets.length; start += SEGMENT) {
      const text = start === 0 ? comment : `${comment} (continued)`;
      emit(conversation, event, direction === 'sent' ? 'tester' : 'device', { psh: true, ack: true }, octets.subarray(start, start + SEGMENT), text);
    }
  }
}

/** The events of one connection from `from` on, up to the next attempt under the same name. */
function attemptFrom(events: readonly WireEvent[], connection: string, from: number): readonly WireEvent[] {
  const own = events.slice(from).filter((event) => event.connection === connection);
  const next = own.findIndex((event, position) => position > 0 && event.kind === 'connecting');
  return next < 0 ? own : own.slice(0, next);
}

const NONE = new Uint8Array(0);
const FIN: Flags = { fin: true, ack: true };

// Block types, option codes and the link type, from the pcapng draft and the tcpdump link-type registry.
const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
const DECRYPTION_SECRETS = 10;
const TLS_KEY_LOG = 0x544c534b;
const OPTION_END = 0;
const OPTION_COMMENT = 1;
const OPTION_SECTION_APPLICATION = 4;
const LINKTYPE_RAW = 101;
const BYTE_ORDER = 0x1a2b3c4d;

function sectionHeader(comment: string): Uint8Array {
  const fixed = new DataView(new ArrayBuffer(16));
  fixed.setUint32(0, BYTE_ORDER, true);
  fixed.setUint16(4, 1, true);
  fixed.setUint16(6, 0, true);
  fixed.setBigInt64(8, -1n, true);
  return block(SECTION_HEADER, [bytes(fixed), option(OPTION_COMMENT, comment), option(OPTION_SECTION_APPLICATION, 'spec104'), END]);
}

/** Raw IP, no snap length, timestamps in microseconds (the default resolution). */
function interfaceDescription(): Uint8Array {
  const fixed = new DataView(new ArrayBuffer(8));
  fixed.setUint16(0, LINKTYPE_RAW, true);
  return block(INTERFACE_DESCRIPTION, [bytes(fixed)]);
}

/** A block of the NSS key log that opens TLS (type 10, secrets type `TLSK`). */
function decryptionSecrets(keyLog: string): Uint8Array {
  const secrets = new TextEncoder().encode(keyLog);
  const fixed = new DataView(new ArrayBuffer(8));
  fixed.setUint32(0, TLS_KEY_LOG, true);
  fixed.setUint32(4, secrets.length, true);
  return block(DECRYPTION_SECRETS, [bytes(fixed), padded(secrets)]);
}

function enhancedPacket(packet: Packet, origin: number): Uint8Array {
  const stamp = BigInt(Math.max(0, Math.round((origin + packet.time) * 1000)));
  const fixed = new DataView(new ArrayBuffer(20));
  fixed.setUint32(4, Number(stamp >> 32n), true);
  fixed.setUint32(8, Number(stamp & 0xffff_ffffn), true);
  fixed.setUint32(12, packet.octets.length, true);
  fixed.setUint32(16, packet.octets.length, true);
  const options = packet.comments.map((comment) => option(OPTION_COMMENT, comment));
  return block(ENHANCED_PACKET, [bytes(fixed), padded(packet.octets), ...options, ...(options.length > 0 ? [END] : [])]);
}

function block(type: number, parts: readonly Uint8Array[]): Uint8Array {
  const body = concat(parts);
  const whole = new DataView(new ArrayBuffer(body.length + 12));
  whole.setUint32(0, type, true);
  whole.setUint32(4, body.length + 12, true);
  bytes(whole).set(body, 8);
  whole.setUint32(body.length + 8, body.length + 12, true);
  return bytes(whole);
}

/** The length field of an option has 16 bits; no comment of ours is worth more than 4 KiB. */
const LONGEST_COMMENT = 4096;

function option(code: number, text: string): Uint8Array {
  const value = new TextEncoder().encode(text.slice(0, LONGEST_COMMENT));
  const head = new DataView(new ArrayBuffer(4));
  head.setUint16(0, code, true);
  head.setUint16(2, value.length, true);
  return concat([bytes(head), padded(value)]);
}

const END = new Uint8Array([OPTION_END, 0, 0, 0]);

function padded(octets: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(octets.length / 4) * 4);
  whole.set(octets);
  return whole;
}

function bytes(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

