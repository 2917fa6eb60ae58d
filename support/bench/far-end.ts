import { createServer, type AddressInfo } from 'node:net';
import { encodeU } from '../protocol/apci';

/**
 * The server of a bench, in a process of its own. It answers every six octets with TESTFR con until a connection begins
 * with an I format: that one it only counts, and tells the number of octets when TESTFR act comes at its end. (Its FIN would not do: not
 * every proxy passes on a half-closed connection.)
 */
const ACT = Buffer.from(encodeU('TESTFR act'));
const CON = Buffer.from(encodeU('TESTFR con'));

const server = createServer({ allowHalfOpen: true }, (socket) => {
  socket.setNoDelay(true);
  let counted = 0;
  let counting: boolean | undefined;
  let pending = 0;
  let tail: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    counted += chunk.length;
    counting ??= ((chunk[2] ?? 3) & 1) === 0;
    if (counting) {
      tail = (chunk.length >= ACT.length ? chunk : Buffer.concat([tail, chunk])).subarray(-ACT.length);
      if (tail.equals(ACT)) socket.write(`${counted - ACT.length}\n`);
      return;
    }
    pending += chunk.length;
    for (; pending >= CON.length; pending -= CON.length) socket.write(CON);
  });
  socket.on('end', () => socket.end());
  socket.on('error', () => socket.destroy());
});

server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit(0));
