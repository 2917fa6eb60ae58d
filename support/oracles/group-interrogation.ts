import { interrogates } from '../protocol/interrogation';
import { typeName } from '../protocol/types';
import { completeAndInOrder, type Interrogation } from './interrogation';
import { fail, inconclusive, observed, pass, type Outcome } from './outcome';

/** The interrogation of groups 1 to 16 (104:7.5, 101:7.2.6.22). */

/** What the profile says of an object: whether it is of the group; `undefined` where it does not say. */
export interface Member {
  readonly ca: number;
  readonly ioa: number;
  readonly member: boolean | undefined;
}

/** GIN-008: ACTCON and ACTTERM with the qualifier of the request, and between them the data of the group with its number as their cause. */
export function groupAnswered(run: Interrogation, objects: readonly Member[]): Outcome {
  const qualifier = qualifierIn(run);
  if (qualifier === undefined) return inconclusive('the request carries no qualifier', [run.request.index]);
  const course = completeAndInOrder(run);
  if (course.verdict !== 'pass') return course;
  for (const one of [run.confirmation, run.termination]) {
    const came = one?.asdu.objects[0]?.fields['QOI'];
    if (one !== undefined && came !== qualifier) return fail(`qualifier ${typeof came === 'number' ? came : 'none'} in the answer, expected ${qualifier} as in the request`, [run.request.index, one.event.index]);
  }
  const stray = run.data.find(({ asdu }) => asdu.cause !== qualifier);
  if (stray !== undefined) return fail(`${typeName(stray.asdu.type)} with cause ${stray.asdu.cause}, expected ${qualifier}`, [run.request.index, stray.event.index]);
  return withItsMembers(run, objects.filter(({ ca }) => ca === run.asked.commonAddress), qualifier);
}

function withItsMembers(run: Interrogation, objects: readonly Member[], qualifier: number): Outcome {
  const came = run.data.flatMap(({ event, asdu }) => asdu.objects.map(({ address }) => ({ address, frame: event.index })));
  const members = objects.filter(({ member }) => member === true);
  const absent = members.filter(({ ioa }) => !came.some(({ address }) => address === ioa)).map(({ ioa }) => ioa);
  if (absent.length > 0) return fail(`${absent.length} of ${members.length} objects of the group did not come: IOA ${absent.join(', ')}`, [run.request.index]);
  const foreign = came.find(({ address }) => objects.some(({ ioa, member }) => ioa === address && member === false));
  if (foreign !== undefined) return fail(`IOA ${foreign.address} came, which the profile has not in the group`, [run.request.index, foreign.frame]);
  const twice = members.map(({ ioa }) => came.filter(({ address }) => address === ioa)).find((each) => each.length > 1);
  if (twice !== undefined) return fail(`IOA ${twice[0]?.address ?? 0} came more than once`, [run.request.index, ...twice.map(({ frame }) => frame)]);
  const frames = [run.request.index, ...run.data.map(({ event }) => event.index)];
  const known = members.length > 0 ? `all ${members.length} that the profile has in the group among them` : 'none that the profile has in the group';
  return pass(`qualifier ${qualifier}: ACTCON, ${came.length} objects with cause ${qualifier}, ${known}, and ACTTERM`, frames);
}

/** GIN-009: what the groups bring together, beside what the station brings as a whole. */
export function groupsBesideStation(groups: readonly Interrogation[], station: Interrogation | undefined): Outcome {
  if (station === undefined || groups.length === 0) return inconclusive('the station and its groups were not both interrogated');
  const [inGroups, inStation] = [addressesOf(groups), addressesOf([station])];
  const beyond = [...inGroups].filter((address) => !inStation.has(address));
  const ungrouped = [...inStation].filter((address) => !inGroups.has(address));
  return observed(
    `${groups.length} groups bring ${inGroups.size} objects, ${beyond.length} of which the station does not bring as a whole; of its ${inStation.size} objects ${ungrouped.length} are in none of them`,
    [station.request.index, ...groups.map(({ request }) => request.index)],
  );
}

/** GIN-025: which groups bring nothing, and whether they are answered all the same. */
export function emptyGroups(groups: readonly Interrogation[]): Outcome {
  const empty = groups.filter(({ data, confirmation }) => data.length === 0 && confirmation?.asdu.negative === false);
  if (empty.length === 0) return observed('each group that is confirmed brings data', groups.map(({ request }) => request.index));
  const texts = empty.map((run) => `qualifier ${qualifierIn(run) ?? 0}: ACTCON, no data${run.termination === undefined ? ', and no ACTTERM' : ' and ACTTERM'}`);
  return observed(texts.join('; '), empty.map(({ request }) => request.index));
}

function addressesOf(runs: readonly Interrogation[]): ReadonlySet<number> {
  return new Set(runs.flatMap(({ data }) => data.flatMap(({ asdu }) => asdu.objects.map(({ address }) => address))));
}

function qualifierIn({ asked }: Interrogation): number | undefined {
  const qualifier = asked.objects[0]?.fields['QOI'];
  return typeof qualifier === 'number' && interrogates(qualifier) ? qualifier : undefined;
}
