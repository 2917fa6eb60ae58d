import { connect } from 'node:net';
import { encodeS, encodeU, MODULUS } from '../../protocol/apci';

/** What the flooding station can give at most: a reader that counts octets and acknowledges each eighth frame. `reader.ts PORT` */

const FRAME = 27;
const W = 8;

const socket = connect(Number(process.argv[2]), '127.0.0.1');
socket.setNoDelay(true);
let octets = -6; // STARTDT con
let acknowledged = 0;
socket.on('connect', () => socket.write(encodeU('STARTDT act')));
socket.on('data', (chunk: Buffer) => {
  octets += chunk.length;
  const frames = Math.floor(octets / FRAME);
  if (frames - acknowledged < W) return;
  acknowledged = frames - (frames % W);
  socket.write(encodeS(acknowledged % MODULUS));
});
socket.on('error', () => socket.destroy());
