import { LagMeter } from '../transport/clock';
import { stimulate } from './commands';
import { seamsOf } from './deviations';
import type { FromStation, ToStation } from './messages';
import { Station } from './server';

/**
 * The station as a process of its own, so that its timers do not wait for the process that judges them. It is started
 * with an IPC channel, does what comes over it, and ends when the channel does: it never outlives its parent.
 */

const lag = new LagMeter();
let station: Station | undefined;

function tell(message: FromStation): void {
  if (process.connected) process.send?.(message);
}

async function end(): Promise<void> {
  lag.stop();
  await station?.close();
  if (process.connected) process.disconnect();
  process.exit(0);
}

async function listen(message: Extract<ToStation, { kind: 'listen' }>): Promise<void> {
  try {
    station = await Station.listen(message.configuration, seamsOf(message.deviations));
    lag.reset();
    tell({ kind: 'ready', host: station.host, port: station.port, further: station.furtherPorts, ...(station.securePort === undefined ? {} : { securePort: station.securePort }) });
  } catch (error) {
    tell({ kind: 'failed', code: (error as { code?: string }).code ?? 'unknown', message: (error as Error).message });
  }
}

function obey(message: Extract<ToStation, { kind: 'stimulus' }>): void {
  try {
    if (station === undefined) throw new Error('the station does not listen yet');
    tell({ kind: 'done', id: message.id, status: stimulate(station, message.verb) });
  } catch (error) {
    tell({ kind: 'refused', id: message.id, message: (error as Error).message });
  }
}

/**
 * Stands still as a stopped process does: nothing is read, written or timed, and the system keeps the connections. It
 * thaws by itself whatever becomes of its parent, on every platform.
 */
function freeze(message: Extract<ToStation, { kind: 'freeze' }>): void {
  const stand = (): void => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, message.ms);
    // This was no lag: it was ordered.
    lag.reset();
  };
  if (process.connected) process.send?.({ kind: 'frozen', id: message.id } satisfies FromStation, undefined, undefined, stand);
}

process.on('message', (message: ToStation) => {
  switch (message.kind) {
    case 'listen':
      return void listen(message);
    case 'stimulus':
      return obey(message);
    case 'lag':
      tell({ kind: 'lag', id: message.id, ms: lag.lagMs });
      return lag.reset();
    case 'freeze':
      return freeze(message);
    case 'stop':
      return void end();
  }
});
process.on('disconnect', () => void end());
// Ctrl-C reaches the whole foreground group; the parent decides what becomes of this process.
process.on('SIGINT', () => undefined);
