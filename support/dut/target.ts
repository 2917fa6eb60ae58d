import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { mayOperate } from '../profile/objects';
import type { Profile } from '../profile/profile';
import { problemLine, readProfile } from '../profile/parse';
import { portOf, settingsOf, type Settings } from '../profile/settings';
import { seamsOf, UnknownDeviationError } from '../station/deviations';
import { EVERYTHING, READ_ONLY, type Permissions } from './interlock';

/** Which device the user means. */
export interface TargetChoice {
  readonly host?: string;
  readonly port?: number;
  readonly profile?: string;
  readonly container?: string;
  readonly deviations: readonly string[];
}

/** What a run judges, before anything is started or connected. */
export interface Target {
  readonly kind: 'embedded' | 'container' | 'address';
  readonly profile: Profile;
  readonly profilePath?: string;
  /** What is odd in the profile and not refused; one line each. */
  readonly remarks: readonly string[];
  readonly settings: Settings;
  /** What the interlock lets pass: everything only on what spec104 itself starts. */
  readonly permissions: Permissions;
  readonly deviations: readonly string[];
  /** For an address. */
  readonly endpoint?: { readonly host: string; readonly port: number };
  /** For a container: the folder in docker/. */
  readonly container?: string;
}

/** The choice contradicts itself or names something that does not exist; nothing was sent. */
export class TargetError extends Error {
  readonly code = 'target-invalid';
}

const ROOT = join(__dirname, '..', '..');
const EMBEDDED_PROFILE = join(ROOT, 'support', 'station', 'profile.yaml');
const EMBEDDED_ONLY = '--deviation works on the embedded station only';

/** Resolves the choice. Throws `TargetError`, or `ProfileError` with line and column. */
export function resolveTarget(choice: TargetChoice): Target {
  if (choice.container !== undefined) {
    if (choice.host !== undefined) throw new TargetError('choose either an address or --container, not both');
    const folder = join(ROOT, 'docker', choice.container);
    if (!existsSync(join(folder, 'Dockerfile'))) {
      throw new TargetError(`no containerised station "${choice.container}"; there are: ${stations().join(', ')}`);
    }
    if (choice.deviations.length > 0) throw new TargetError(EMBEDDED_ONLY);
    const path = choice.profile ?? join(folder, 'profile.yaml');
    return { ...common(choice, path), kind: 'container', container: choice.container, permissions: EVERYTHING };
  }
  const loaded = choice.profile === undefined ? undefined : load(choice.profile);
  const host = choice.host ?? loaded?.profile.endpoint?.host;
  if (host !== undefined) {
    if (choice.deviations.length > 0) throw new TargetError(EMBEDDED_ONLY);
    const profile = loaded?.profile ?? {};
    const port = choice.port ?? portOf(profile.endpoint ?? {});
    return {
      kind: 'address',
      profile,
      ...(choice.profile === undefined ? {} : { profilePath: choice.profile }),
      remarks: loaded?.remarks ?? [],
      settings: settingsOf(loaded?.profile),
      permissions: permissionsOf(profile),
      deviations: [],
      endpoint: { host, port },
    };
  }
  if (choice.port !== undefined) throw new TargetError('--port needs an address: npm test -- HOST --port PORT');
  assertKnown(choice.deviations);
  return { ...common(choice, choice.profile ?? EMBEDDED_PROFILE), kind: 'embedded', permissions: EVERYTHING };
}

/** A name that is wrong is found out before a station is started for every lane. */
function assertKnown(deviations: readonly string[]): void {
  try {
    seamsOf(deviations);
  } catch (error) {
    if (error instanceof UnknownDeviationError) throw new TargetError(error.message);
    throw error;
  }
}

function common(choice: TargetChoice, path: string): Pick<Target, 'profile' | 'profilePath' | 'remarks' | 'settings' | 'deviations'> {
  const { profile, remarks } = load(path);
  return { profile, remarks, profilePath: relative(process.cwd(), path), settings: settingsOf(profile), deviations: choice.deviations };
}

function load(path: string): { readonly profile: Profile; readonly remarks: readonly string[] } {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new TargetError(`cannot read the profile ${path}: ${(error as Error).message}`);
  }
  const { profile, remarks } = readProfile(text, path);
  return { profile, remarks: remarks.map((remark) => problemLine(path, remark)) };
}

/** The folders of docker/ that hold a station. */
export function stations(): string[] {
  const folder = join(ROOT, 'docker');
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, 'Dockerfile')));
}

/** What the profile of a device permits; nothing that it does not say. */
export function permissionsOf(profile: Profile): Permissions {
  return { ...READ_ONLY, ...profile.allow, mayOperate: (ca, ioa) => mayOperate(profile, ca, ioa) };
}
