/**
 * Keeps one core busy for as long as its parent lives. It comes up for air between slices, so that it sees the channel
 * close: a load that outlived its soak would spoil everything after it.
 */
const SLICE_MS = 20;

function burn(): void {
  const until = performance.now() + SLICE_MS;
  while (performance.now() < until);
  setImmediate(burn);
}

process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined);
burn();
