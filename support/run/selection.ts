import { basename, dirname } from 'node:path';
import parseTags from '@cucumber/tag-expressions';
import leven from 'leven';
import { LEDGER } from '../verdict/ledger';
import { readScenarios, type FeatureScenario } from './feature-scenarios';
import { isLong, LONG } from './tags';

/** The user chose what no run can judge: an unknown name, a tag expression that is none, or nothing at all. */
export class SelectionError extends Error {
  readonly code = 'selection-unknown';
}

/** What the user chose; no names and no tag expression mean every scenario. */
export interface Choice {
  /** Scenario or requirement ids. */
  readonly ids: readonly string[];
  readonly tags?: string;
  /** Folder of the feature files. */
  readonly features: string;
}

/**
 * Whether one of the named scenarios or requirements is this one; no names mean every one. One that takes long is meant
 * only where it is named itself, or its tag is.
 */
export function isChosen({ ids, tags = '' }: Pick<Choice, 'ids' | 'tags'>, scenario: Pick<FeatureScenario, 'id' | 'requirements' | 'tags'>): boolean {
  if (isLong(scenario.tags) && !ids.includes(scenario.id) && !tags.includes(LONG) && !tags.includes(`@id:${scenario.id}`)) return false;
  return ids.length === 0 || ids.some((id) => scenario.id === id || scenario.requirements.includes(id.toUpperCase()));
}

/** The chosen scenarios, one at least. Throws `SelectionError` for the first name that chooses none, and says what is known of it. */
export function chosenScenarios({ ids, tags, features }: Choice): FeatureScenario[] {
  const all = readScenarios(dirname(features), basename(features));
  if (all.length === 0) throw new SelectionError(`expected feature files with scenarios below ${features}; there are none`);
  for (const id of ids) {
    if (!all.some((scenario) => isChosen({ ids: [id] }, scenario))) throw new SelectionError(unknown(id, all));
  }
  const tagged = taggedBy(tags);
  const chosen = all.filter((scenario) => isChosen({ ids, tags }, scenario) && tagged(scenario.tags));
  if (chosen.length === 0) throw new SelectionError(`no scenario has the tags "${tags ?? ''}"${ids.length === 0 ? '' : ` among ${ids.join(', ')}`}; npm test -- --list shows all of them`);
  return chosen;
}

function taggedBy(expression: string | undefined): (tags: readonly string[]) => boolean {
  if (expression === undefined) return () => true;
  try {
    const parsed = parseTags(expression);
    return (tags) => parsed.evaluate([...tags]);
  } catch (error) {
    throw new SelectionError(`--tags: expected a tag expression like "@SST-003 or @TMR-009", got "${expression}": ${(error as Error).message}`);
  }
}

function unknown(id: string, all: readonly FeatureScenario[]): string {
  const row = LEDGER.find((one) => one.id === id.toUpperCase());
  if (row !== undefined) {
    const why = row.invariant === true ? 'it is judged over the record of every scenario, so choose others or none' : `it has no scenario${row.reason === undefined ? '' : ` (${row.reason})`}`;
    return `${row.id} cannot be chosen: ${why}; see npm test -- --list`;
  }
  const names = [...new Set(all.flatMap((scenario) => [scenario.id, ...scenario.requirements]))].filter((name) => name !== '');
  const nearest = names.reduce<string | undefined>((best, name) => (best === undefined || leven(id, name) < leven(id, best) ? name : best), undefined);
  return `no scenario or requirement is called "${id}"${nearest === undefined ? '' : `; did you mean "${nearest}"?`} npm test -- --list shows all of them`;
}
