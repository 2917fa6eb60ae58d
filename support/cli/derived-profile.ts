import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Profile } from '../profile/profile';
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

/** Writes it into the folder; `changes` are laid over the profile of the reference station. */
export function derivedProfile({ name, profile }: { readonly name: string; readonly profile?: Partial<Profile> | undefined }, folder: string): { readonly path: string; readonly text: string } {
  const text = stringify(over(parse(readFileSync(EMBEDDED_PROFILE, 'utf8')) as Tree, { ...profile }));
  const path = join(folder, `${name}.yaml`);
  writeFileSync(path, text);
  return { path, text };
}
