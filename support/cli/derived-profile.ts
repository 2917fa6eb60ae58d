import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Profile, ProfileObject } from '../profile/profile';
import { EMBEDDED_PROFILE } from '../station/configuration';

/** The profile of a station that differs from the reference station, as a file. */

type Tree = Record<string, unknown>;

function over(base: Tree, changes: Tree): Tree {
  const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);
  return Object.entries(changes).reduce<Tree>((tree, [key, value]) => {
    const below = tree[key];
    return { ...tree, [key]: isTree(value) && isTree(below) ? over(below, value) : value };
  }, base);
}

/** Where a station differs from the reference station. */
export interface Difference {
  readonly name: string;
  readonly profile?: Partial<Profile> | undefined;
  /** What becomes of each object of the reference station; `undefined` leaves it out. */
  readonly objects?: ((object: ProfileObject) => ProfileObject | undefined) | undefined;
}

/** Writes it into the folder; `profile` is laid over the profile of the reference station. */
export function derivedProfile({ name, profile, objects = (object) => object }: Difference, folder: string): { readonly path: string; readonly text: string } {
  const base = parse(readFileSync(EMBEDDED_PROFILE, 'utf8')) as Tree & Pick<Profile, 'objects'>;
  const own = (base.objects ?? []).flatMap((object) => objects(object) ?? []);
  const text = stringify(over({ ...base, objects: own }, { ...profile }));
  const path = join(folder, `${name}.yaml`);
  writeFileSync(path, text);
  return { path, text };
}
