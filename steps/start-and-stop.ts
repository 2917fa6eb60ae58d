import type { Spec104World } from '../support/run/world';

/** A connection in STOPPED on which data transfer was started before. */
export async function startAndStop(world: Spec104World, name = 'A'): Promise<void> {
  await world.connect(name);
  await world.startTransfer(name);
  world.master(name).acknowledge();
  world.look(name);
  world.master(name).act('STOPDT act');
  if (!(await world.answered('STOPDT act'))) world.setAside('inconclusive', 'the sanity check failed: STOPDT act was not confirmed');
}
