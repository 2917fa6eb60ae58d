import { createServer, type AddressInfo, type Socket } from 'node:net';
import { distance, encodeI, encodeU, MODULUS } from '../../protocol/apci';
import { ApduStream } from '../../protocol/stream';

/**
 * A station that floods, in a process of its own: from STARTDT act on it sends I formats as fast as the window k
 * allows, and says how long the later ones took until all were acknowledged. Each connection is one measurement.
 */
interface Order {
  readonly k: number;
  readonly frames: number;
  /** Frames before the clock starts. */
  readonly warmUp: number;
}

/** M_ME_TF_1, spontaneous, one object. */
const ASDU = Uint8Array.of(36, 1, 3, 0, 1, 0, 1, 0, 0, 0, 0, 72, 66, 0, 0, 0, 0, 12, 1, 1, 26);
const SIZE = 6 + ASDU.length;
/** Twice every sequence number, so that a stretch over the wrap is one piece. */
const FRAMES = Buffer.concat(Array.from({ length: 2 * MODULUS }, (_, i) => encodeI(i % MODULUS, 0, ASDU)));

function flood(socket: Socket, { k, frames, warmUp }: Order): void {
  let [sent, acknowledged, vs, ack] = [0, 0, 0, 0];
  let began = 0n;
  const push = (): void => {
    const count = Math.min(frames - sent, k - (sent - acknowledged));
    if (count <= 0) return;
    socket.write(FRAMES.subarray(vs * SIZE, (vs + count) * SIZE));
    vs = (vs + count) % MODULUS;
    sent += count;
  };
  const covered = (nr: number): void => {
    const count = distance(ack, nr);
    if (count > sent - acknowledged) return void socket.destroy();
    const before = acknowledged;
    acknowledged += count;
    ack = nr;
    if (before < warmUp && acknowledged >= warmUp) began = process.hrtime.bigint();
    if (acknowledged < frames) return push();
    process.send?.({ seconds: Number(process.hrtime.bigint() - began) / 1e9, frames: frames - warmUp });
    socket.end();
  };
  const stream = new ApduStream();
  socket.on('data', (chunk: Buffer) => {
    stream.walk(chunk, (data, at, end, reason) => {
      if (reason !== undefined || end - at < 6) return;
      const control = data[at + 2] ?? 0;
      if (control === 0x07) {
        socket.write(encodeU('STARTDT con'));
        push();
      } else if (control === 0x43) socket.write(encodeU('TESTFR con'));
      else if ((control & 3) !== 3 && acknowledged < frames) covered(((data[at + 4] ?? 0) >> 1) | ((data[at + 5] ?? 0) << 7));
    });
  });
}

let order: Order = { k: 12, frames: 1, warmUp: 0 };
process.on('message', (next: Order) => {
  order = next;
  process.send?.({ armed: true });
});
process.on('disconnect', () => process.exit(0));

const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  flood(socket, order);
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
