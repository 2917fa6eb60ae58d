import { Ajv2020 } from 'ajv/dist/2020';
import { isScalar, LineCounter, parseDocument } from 'yaml';
import type { Document, YAMLParseError, YAMLWarning } from 'yaml';
import { inconsistencies } from './consistency';
import { explain } from './explain';
import { locator, pathText } from './place';
import type { Profile } from './profile';
import { ProfileError, type ProfileProblem } from './profile-error';
import { PROFILE_SCHEMA } from './schema';

export { ProfileError, type ProfileProblem } from './profile-error';

const validate = new Ajv2020({ allErrors: true, verbose: true, discriminator: true, strict: true }).compile(PROFILE_SCHEMA);

/**
 * Reads a profile from YAML 1.2 (and so from JSON). An empty text is an empty profile. Pure: `source` only names the
 * text in messages.
 *
 * @throws ProfileError with all problems at once, in the order of the text
 */
export function parseProfile(text: string, source: string): Profile {
  const lines = new LineCounter();
  const document = read(text, source, lines);
  const problems = [...document.errors, ...document.warnings].map((error) => syntaxProblem(error, lines));
  // After a slip in the syntax the values mean nothing; a key that stands twice leaves them readable.
  if (document.errors.some((error) => error.code !== 'DUPLICATE_KEY')) throw failed(source, problems);

  const value = valueOf(document, source);
  const where = locator(document, lines);
  if (!validate(value)) problems.push(...explain(validate.errors ?? [], where));
  for (const { path, message, advice } of inconsistencies(value)) {
    problems.push({ ...where.value(path), path: pathText(path), message, advice });
  }
  if (problems.length > 0) throw failed(source, problems);
  return value as Profile;
}

function read(text: string, source: string, lines: LineCounter): Document.Parsed {
  try {
    return parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
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

/** The reader gives up on an alias without anchor, on aliases that multiply, and on nesting without end. */
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
  MULTIPLE_DOCS: 'One file holds one profile: remove the line ---',
};

function syntaxProblem(error: YAMLParseError | YAMLWarning, lines: LineCounter): ProfileProblem {
  const { line, col } = lines.linePos(error.pos[0]);
  const message = error.code === 'DUPLICATE_KEY' ? 'this key stands here twice' : error.message.replace(/[.\s]+$/, '');
  return {
    line: Math.max(1, line),
    column: Math.max(1, col),
    path: 'profile',
    message,
    advice: SYNTAX_ADVICE[error.code] ?? 'Correct the YAML at this place',
  };
}

function failed(source: string, problems: readonly ProfileProblem[]): ProfileError {
  return new ProfileError(
    source,
    [...problems].sort((a, b) => a.line - b.line || a.column - b.column),
  );
}
