import type { Script } from './script';

/** `npm run master -- HOST --script support/master/example-script.ts`: what a station does when nothing is acknowledged. */
export default async ({ connect, until, say }: Script): Promise<void> => {
  const a = await connect('A', { acknowledge: false, superviseT1: false });
  a.act('STARTDT act');
  await until((event) => event.kind === 'apdu' && event.direction === 'received', 5000);
  a.send({ type: 100, cause: 6, commonAddress: 65535, objects: [{ address: 0, fields: { QOI: 20 } }] });
  const closed = await until((event) => event.kind === 'closed', 20_000);
  say(closed ? 'the station closed the connection: t1 of its oldest I format has passed' : 'the station left the connection open');
};
