import { Ajv2020 } from 'ajv/dist/2020';
import { isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, YAMLParseError, YAMLWarning } from 'yaml';
import { inconsistencies, type Inconsistency } from './consistency';
import { explain } from './explain';
import { locator, type Locator } from './place';
import type { Profile } from './profile';
import { ProfileError, type ProfileProblem } from './profile-error';
import { remarks } from './remarks';
import { PROFILE_SCHEMA } from './schema';

export { problemLine, ProfileError, type ProfileProblem } from './profile-error';

const validate = new Ajv2020({ allErrors: true, verbose: true, discriminator: true, strict: true }).compile(PROFILE_SCHEMA);

export interface ReadProfile {
  readonly profile: Profile;
  /** Legal and yet most likely a slip, in the order of the text: to be shown, nothing is refused for it. */
  readonly remarks: readonly ProfileProblem[];
}

/** The profile of `readProfile` where nobody is there to read remarks. Throws alike. */
export function parseProfile(text: string, source: string): Profile {
  return readProfile(text, source).profile;
}

/**
 * Reads a profile from YAML 1.2 (and so from JSON). An empty text is an empty profile. Pure: `source` only names the
 * text in messages.
 *
 * @throws ProfileError with all problems at once, in the order of the text
 */
export function readProfile(text: string, source: string): ReadProfile {
  const lines = new LineCounter();
  const document = read(text, source, lines);
  // Every further bracket would be a problem of its own.
  const exhausted = document.errors.find((error) => error.code === 'RESOURCE_EXHAUSTION');
  if (exhausted !== undefined) throw failed(source, [syntaxProblem(exhausted, lines)]);
  const loose = looseAliases(document, lines);
  const problems = [...document.errors, ...document.warnings].map((error) => syntaxProblem(error, lines)).concat(loose);
  // After a slip in the syntax the values mean nothing; a key that stands twice leaves them readable.
  const unreadableValues = loose.length > 0 || document.errors.some((error) => error.code !== 'DUPLICATE_KEY');
  if (unreadableValues) throw failed(source, problems);

  const value = valueOf(document, source);
  const where = locator(document, lines);
  if (!validate(value)) problems.push(...explain(validate.errors ?? [], where));
  problems.push(...inconsistencies(value).map((found) => placed(found, where)));
  if (problems.length > 0) throw failed(source, problems);
  const profile = value as Profile;
  return { profile, remarks: inOrder(remarks(profile).map((found) => placed(found, where))) };
}

function placed({ path, message, advice }: Inconsistency, where: Locator): ProfileProblem {
  return { ...where.value(path), path: where.text(path), message, advice };
}

function read(text: string, source: string, lines: LineCounter): Document.Parsed {
  try {
    return parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      // The problems are returned, not written to the process's warnings.
      logLevel: 'error',
      // 1 and "1" name the same type.
      uniqueKeys: (a, b) => isScalar(a) && isScalar(b) && String(a.value) === String(b.value),
    });
  } catch (error) {
    throw unreadable(source, error);
  }
}

function valueOf(document: Document.Parsed, source: string): unknown {
  try {
    return (document.toJS({ maxAliasCount: 100 }) as unknown) ?? {};
  } catch (error) {
    throw unreadable(source, error);
  }
}

/** Aliases whose anchor does not stand before them. */
function looseAliases(document: Document.Parsed, lines: LineCounter): readonly ProfileProblem[] {
  const problems: ProfileProblem[] = [];
  visit(document, {
    Alias(_key, alias) {
      if (alias.resolve(document) !== undefined) return;
      const { line, col } = lines.linePos(alias.range?.[0] ?? 0);
      const message = `the alias *${alias.source} has no anchor &${alias.source} before it`;
      problems.push({ line, column: col, path: 'profile', message, advice: 'Write the value out, or put text that begins with * in quotes' });
    },
  });
  return problems;
}

/** The reader gives up on aliases that multiply and on nesting without end. */
function unreadable(source: string, error: unknown): ProfileError {
  const reason = error instanceof RangeError ? 'it is nested too deeply' : error instanceof Error ? error.message : String(error);
  return failed(source, [
    { line: 1, column: 1, path: 'profile', message: `cannot be read: ${reason}`, advice: 'Write the values out, without anchors and aliases' },
  ]);
}

const SYNTAX_ADVICE: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'Keep one of the two lines',
  TAB_AS_INDENT: 'Indent with spaces',
  BAD_INDENT: 'Keys of one section begin in the same column',
  RESOURCE_EXHAUSTION: 'A profile is nested a few levels deep; remove the surplus brackets',
  MULTIPLE_DOCS: 'One file holds one profile: remove the line ---',
};

const OWN_WORDS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'this key stands here twice',
  RESOURCE_EXHAUSTION: 'nested too deeply',
};

function syntaxProblem(error: YAMLParseError | YAMLWarning, lines: LineCounter): ProfileProblem {
  const { line, col } = lines.linePos(error.pos[0]);
  const message = OWN_WORDS[error.code] ?? error.message.replace(/[.\s]+$/, '');
  return {
    line: Math.max(1, line),
    column: Math.max(1, col),
    path: 'profile',
    message,
    // An unclosed bracket is noticed only where the next section begins.
    advice: /^Flow /.test(message) ? 'Close the bracket that was opened before' : (SYNTAX_ADVICE[error.code] ?? 'Correct the YAML at this place'),
  };
}

function failed(source: string, problems: readonly ProfileProblem[]): ProfileError {
  const unique = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return new ProfileError(source, inOrder([...unique.values()]));
}

function inOrder(problems: readonly ProfileProblem[]): readonly ProfileProblem[] {
  return [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
}
