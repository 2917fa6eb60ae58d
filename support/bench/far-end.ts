import { createServer, type AddressInfo } from 'node:net';
import { encodeU } from '../protocol/apci';

/**
 * The server of a bench, in a process of its own. It answers every six octets with TESTFR con until a connection begins
 * with an I format: that one it only counts, and tells the number of octets when the client has ended.
 */
const CON = Buffer.from(encodeU('TESTFR con'));

const server = createServer({ allowHalfOpen: true }, (socket) => {
  socket.setNoDelay(true);
  let counted = 0;
  let counting: boolean | undefined;
  let pending = 0;
  socket.on('data', (chunk: Buffer) => {
    counted += chunk.length;
    counting ??= ((chunk[2] ?? 3) & 1) === 0;
    if (counting) return;
    pending += chunk.length;
    for (; pending >= CON.length; pending -= CON.length) socket.write(CON);
  });
  socket.on('end', () => socket.end(counting === true ? String(counted) : undefined));
  socket.on('error', () => socket.destroy());
});

server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit(0));
