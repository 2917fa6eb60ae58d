import { connect, type Socket } from 'node:net';
import { encodeI, encodeS, encodeU, type UFunction } from '../protocol/apci';
import type { Apdu } from '../protocol/apdu';
import { encodeAsdu, type AsduDraft } from '../protocol/asdu';
import { decodeApdu } from '../protocol/decode';
import { ApduStream } from '../protocol/stream';
import { configurationOf, embeddedProfile, type StationConfiguration } from './configuration';
import { seamsOf } from './deviations';
import { Station } from './server';

/** The reference station in this process, and plain sockets that speak to it. */

export const WAIT_MS = 2000;
export const QUIET: Partial<StationConfiguration> = { cyclicMs: 0 };

/** A plain socket with the station's frames in a list; it acknowledges only when told. */
export class Peer {
  readonly apdus: Apdu[] = [];
  /** Octets that formed no APDU. */
  readonly garbage: string[] = [];
  closed = false;
  private sent = 0;
  private readonly stream = new ApduStream();

  constructor(readonly socket: Socket) {
    socket.on('data', (chunk) => {
      for (const item of this.stream.push(chunk)) {
        if (item.kind === 'apdu') this.apdus.push(decodeApdu(item.octets));
        else this.garbage.push(Buffer.from(item.octets).toString('hex'));
      }
    });
    socket.on('error', () => undefined);
    socket.on('close', () => (this.closed = true));
  }

  u(name: UFunction): void {
    this.socket.write(encodeU(name));
  }

  i(asdu: AsduDraft): void {
    this.socket.write(encodeI(this.sent++, this.received % 32768, encodeAsdu(asdu)));
  }

  s(nr = this.received): void {
    this.socket.write(encodeS(nr));
  }

  get received(): number {
    return this.apdus.filter((apdu) => apdu.apci?.format === 'I').length;
  }

  get asdus(): string[] {
    return this.apdus.flatMap(({ asdu }) => (asdu === undefined ? [] : [`${asdu.type} ${asdu.cause}${asdu.negative ? 'n' : ''}`]));
  }

  us(name: UFunction): number {
    return this.apdus.filter(({ apci }) => apci?.format === 'U' && apci.function === name).length;
  }

  async until(condition: () => boolean, withinMs = WAIT_MS): Promise<void> {
    const end = performance.now() + withinMs;
    while (!condition()) {
      if (performance.now() > end) throw new Error(`not within ${withinMs} ms; there were ${this.apdus.length} APDUs: ${this.asdus.join(', ')}`);
      await pause(5);
    }
  }

  async started(): Promise<void> {
    const before = this.us('STARTDT con');
    this.u('STARTDT act');
    await this.until(() => this.us('STARTDT con') > before);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export const GI: AsduDraft = { type: 100, cause: 6, commonAddress: 1, originator: 7, objects: [{ address: 0, fields: { QOI: 20 } }] };

/** One station at a time, with whoever has connected to it. */
export class Rig {
  station: Station | undefined;
  private readonly peers: Peer[] = [];

  readonly begin = async (change: Partial<StationConfiguration> = QUIET, deviations: readonly string[] = []): Promise<Peer> => {
    const shape = configurationOf(embeddedProfile(), { host: '127.0.0.1', port: 0 });
    this.station = await Station.listen({ ...shape, announcesInitialisation: false, ...change }, seamsOf(deviations));
    return this.again();
  };

  readonly again = async (): Promise<Peer> => {
    const socket = connect({ host: '127.0.0.1', port: this.station?.port ?? 0 });
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    const peer = new Peer(socket);
    this.peers.push(peer);
    return peer;
  };

  async close(): Promise<void> {
    for (const peer of this.peers.splice(0)) peer.socket.destroy();
    await this.station?.close();
    this.station = undefined;
  }
}

/** A whole station interrogation, everything acknowledged as it comes. */
export async function interrogated(peer: Peer): Promise<void> {
  await peer.started();
  peer.i(GI);
  while (!peer.asdus.includes('100 10')) {
    const before = peer.received;
    await peer.until(() => peer.received > before || peer.asdus.includes('100 10'));
    peer.s();
  }
}
