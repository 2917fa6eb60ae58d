import { basename, dirname } from 'node:path';
import leven from 'leven';
import { LEDGER } from '../verdict/ledger';
import { readScenarios, type FeatureScenario } from './feature-scenarios';

/** The user named a scenario or requirement that no run can judge. */
export class SelectionError extends Error {
  readonly code = 'selection-unknown';
}

/** Whether one of the named scenarios or requirements is this one; no names mean every one. */
export function isChosen(ids: readonly string[], scenario: { readonly id: string; readonly requirements: readonly string[] }): boolean {
  return ids.length === 0 || ids.some((id) => scenario.id === id || scenario.requirements.includes(id.toUpperCase()));
}

/** The chosen scenarios. Throws `SelectionError` for the first name that chooses none, and says what is known of it. */
export function chosenScenarios(ids: readonly string[], features: string): FeatureScenario[] {
  const all = readScenarios(dirname(features), basename(features));
  for (const id of ids) {
    if (!all.some((scenario) => isChosen([id], scenario))) throw new SelectionError(unknown(id, all));
  }
  return all.filter((scenario) => isChosen(ids, scenario));
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
