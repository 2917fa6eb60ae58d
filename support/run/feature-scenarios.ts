import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { AstBuilder, GherkinClassicTokenMatcher, Parser } from '@cucumber/gherkin';
import { IdGenerator, type Feature, type Scenario } from '@cucumber/messages';

/** The scenarios as the feature files state them, without running anything. */

export interface FeatureScenario {
  /** From the tag `@id:<slug>` on the scenario itself; empty without one. */
  readonly id: string;
  readonly title: string;
  /** Title of the Feature. */
  readonly feature: string;
  /** Title of the Rule; empty outside of a Rule. */
  readonly rule: string;
  /** Ids of the requirement tags on the scenario itself: `@SST-003`. Whether they exist is for the coverage to say. */
  readonly requirements: readonly string[];
  /** All tags that apply, those of Feature and Rule first, each with its `@`. */
  readonly tags: readonly string[];
  /** `features/x.feature:12`, with forward slashes on every system. */
  readonly location: string;
  /** The tag `@wait:2t3+t1` that says how long the scenario waits; absent where it does not wait. */
  readonly estimateTag?: string;
}

export type FeatureFileErrorCode = 'not-readable' | 'not-gherkin' | 'two-ids';

export class FeatureFileError extends Error {
  override readonly name = 'FeatureFileError';

  constructor(
    readonly code: FeatureFileErrorCode,
    readonly location: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${location}: ${message}`, options);
  }
}

const ID_TAG = /^@id:(.*)$/;
/** Wider than the ledger's ids, so that a mistyped one is seen as an orphan instead of not at all. */
const REQUIREMENT_TAG = /^@([A-Za-z]{2,4}-\d+)$/;
const WAIT_TAG = /^@wait:/;

/**
 * All scenarios of `<root>/<folder>/**\/*.feature`, by path, then by line; a Scenario Outline counts once.
 * No scenarios where the folder does not exist. Throws `FeatureFileError` for a file that cannot be read or parsed.
 */
export function readScenarios(root: string, folder = 'features'): FeatureScenario[] {
  return featureFiles(root, folder).flatMap((path) => {
    let text: string;
    try {
      text = readFileSync(join(root, path), 'utf8');
    } catch (cause) {
      throw new FeatureFileError('not-readable', path, `expected a readable file; ${sentenceOf(cause)}. Check its rights.`, { cause });
    }
    return scenariosIn(text, path);
  });
}

/** The scenarios of one feature file; `path` is the one that their locations show. */
export function scenariosIn(text: string, path: string): FeatureScenario[] {
  const parser = new Parser(new AstBuilder(IdGenerator.incrementing()), new GherkinClassicTokenMatcher());
  let feature: Feature | undefined;
  try {
    feature = parser.parse(text).feature;
  } catch (cause) {
    throw new FeatureFileError('not-gherkin', path, `expected Gherkin; ${sentenceOf(cause)}. Correct the file.`, { cause });
  }
  if (feature === undefined) return [];
  const { name, children } = feature;
  const featureTags = namesOf(feature);
  return children.flatMap(({ scenario, rule }) => {
    if (scenario !== undefined) return [scenarioOf(scenario, name, '', featureTags, path)];
    if (rule === undefined) return [];
    const outer = [...featureTags, ...namesOf(rule)];
    return rule.children.flatMap((child) =>
      child.scenario === undefined ? [] : [scenarioOf(child.scenario, name, rule.name, outer, path)],
    );
  });
}

function scenarioOf(scenario: Scenario, feature: string, rule: string, outer: readonly string[], path: string): FeatureScenario {
  const own = namesOf(scenario);
  const location = `${path}:${scenario.location.line}`;
  const ids = own.flatMap((tag) => ID_TAG.exec(tag)?.[1] ?? []);
  if (ids.length > 1) {
    throw new FeatureFileError('two-ids', location, `expected one tag @id:<slug>; scenario '${scenario.name}' has ${ids.join(', ')}. Keep the older one.`);
  }
  const tags = [...outer, ...own];
  const estimateTag = tags.find((tag) => WAIT_TAG.test(tag));
  return {
    id: ids[0] ?? '',
    title: scenario.name,
    feature,
    rule,
    requirements: own.flatMap((tag) => REQUIREMENT_TAG.exec(tag)?.[1] ?? []),
    tags,
    location,
    ...(estimateTag === undefined ? {} : { estimateTag }),
  };
}

function namesOf(tagged: Pick<Scenario, 'tags'>): string[] {
  return tagged.tags.map((tag) => tag.name);
}

function featureFiles(root: string, folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw new FeatureFileError('not-readable', folder, `expected a readable folder; ${sentenceOf(cause)}. Check its rights.`, { cause });
  }
  return names
    .filter((name) => name.endsWith('.feature'))
    .map((name) => posix.join(folder.replaceAll(sep, '/'), name.replaceAll(sep, '/')))
    .sort();
}

function sentenceOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
