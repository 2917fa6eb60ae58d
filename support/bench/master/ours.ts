import type { Guard } from '../../transport/guard';
import { Recorder } from '../../transport/recorder';
import { Master } from '../../master/master';

/** Our controlling station in the master bench: `ours.ts PORT K`. Every frame is decoded and goes into the record. */

const [port, k] = process.argv.slice(2).map(Number);
const open: Guard = { connect: () => undefined, connection: () => ({ check: () => undefined }) };

async function main(): Promise<void> {
  const recorder = new Recorder('bench', true);
  const master = await Master.connect({ host: '127.0.0.1', port: port ?? 0 }, { recorder, guard: open, name: 'A', apci: { t0: 10_000, t1: 15_000, t2: 10_000, t3: 20_000, k: k ?? 12, w: 8 } });
  master.act('STARTDT act');
  await recorder.until((event) => event.kind === 'closed', 600_000, 0);
  recorder.stop();
  master.destroy();
}

void main();
