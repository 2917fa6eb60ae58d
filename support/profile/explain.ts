import leven from 'leven';
import type { ErrorObject } from 'ajv';
import type { Locator, Path } from './place';
import type { ProfileProblem } from './profile-error';
import { STIMULUS_KINDS } from './schema';

/** Names that people bring along from other forms, and the key that says the same here. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  hw: 'hardware',
  sw: 'software',
  firmware: 'software',
  address: 'host',
  ip: 'host',
  cas: 'commonAddresses',
  asduAddresses: 'commonAddresses',
  dir: 'direction',
  cot: 'causes',
  ti: 'type',
  typeId: 'type',
  eventTi: 'eventType',
  gi: 'stationInterrogation',
  totals: 'counterInterrogation',
  toleranceS: 'tolerance',
  timers: 'apci',
  remoteInit: 'remoteInitialisation',
  sbo: 'selectExecute',
};

interface Described {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
}

/** Turns what the schema refused into problems that name the place, what came and what to do. */
export function explain(errors: readonly ErrorObject[], where: Locator): readonly ProfileProblem[] {
  return errors.map((error) => explainOne(error, pointerPath(error.instancePath), where));
}

function explainOne(error: ErrorObject, path: Path, where: Locator): ProfileProblem {
  const schema = (error.parentSchema ?? {}) as Described;
  const at = (message: string, advice = expected(schema)): ProfileProblem => ({
    ...where.value(path),
    path: where.text(path),
    message,
    advice,
  });
  const found = shown(error.data, where.source(path));
  const params = error.params as Readonly<Record<string, unknown>>;
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(params['additionalProperty']);
      const full = [...path, key];
      return {
        ...where.key(full),
        path: where.text(full),
        message: `unknown key ${JSON.stringify(key)}`,
        advice: keyAdvice(key, schema),
      };
    }
    case 'required':
      return lacking(String(params['missingProperty']), schema, at);
    case 'type':
      return wrongType(String(params['type']), error.data, found, at);
    case 'enum': {
      const values = (params['allowedValues'] as readonly unknown[]).map(String);
      const near = typeof error.data === 'string' ? nearest(error.data, values) : undefined;
      return at(`must be one of ${values.join(', ')}, found ${found}`, near === undefined ? undefined : `Did you mean "${near}"?`);
    }
    case 'discriminator': {
      const kind = [...path, 'kind'];
      const value = (error.data as Readonly<Record<string, unknown>>)['kind'];
      if (value === undefined) return lacking('kind', schema, at);
      const near = typeof value === 'string' ? nearest(value, STIMULUS_KINDS) : undefined;
      return {
        ...where.value(kind),
        path: where.text(kind),
        message: `must be one of ${STIMULUS_KINDS.join(', ')}, found ${shown(value, where.source(kind))}`,
        advice: near === undefined ? expected(schema) : `Did you mean "${near}"?`,
      };
    }
    case 'minimum':
      return at(`must be at least ${String(params['limit'])}, found ${found}`);
    case 'exclusiveMinimum':
      return at(`must be more than ${String(params['limit'])}, found ${found}`);
    case 'maximum':
      return at(`must be at most ${String(params['limit'])}, found ${found}`);
    case 'uniqueItems': {
      const [one, other] = [Number(params['i']), Number(params['j'])];
      const [earlier, later] = [Math.min(one, other), Math.max(one, other)];
      const message = `entries ${earlier + 1} and ${later + 1} are equal`;
      return { ...at(message, 'Remove one of the two'), ...where.value([...path, String(later)]) };
    }
    case 'minItems':
      return at('must not be empty', 'Add an entry, or remove the line');
    case 'minLength':
      return at('must not be empty', 'Fill it in, or remove the line');
    default:
      return at(`does not fit, found ${found}`);
  }
}

function lacking(key: string, schema: Described, at: (message: string, advice?: string) => ProfileProblem): ProfileProblem {
  const description = schema.properties?.[key]?.description;
  return at(`lacks ${JSON.stringify(key)}`, description === undefined ? undefined : `Add ${key}: ${description}`);
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  object: 'a section with keys',
  array: 'a list',
  string: 'text',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
};

function wrongType(
  type: string,
  data: unknown,
  found: string,
  at: (message: string, advice?: string) => ProfileProblem,
): ProfileProblem {
  const wanted = TYPE_WORDS[type] ?? type;
  if (data === null) return at(`must be ${wanted}, found nothing`, 'Fill it in, or remove the line');
  if (type === 'string' && (typeof data === 'number' || typeof data === 'boolean')) {
    return at(`must be text, found ${found}`, `Put it in quotes: "${found}"`);
  }
  if (type === 'boolean' && typeof data === 'string') {
    const word = /^(?:yes|on)$/i.test(data) ? 'true' : /^(?:no|off)$/i.test(data) ? 'false' : undefined;
    return at(`must be true or false, found ${found}`, word === undefined ? undefined : `Write ${word}`);
  }
  if ((type === 'integer' || type === 'number') && typeof data === 'string' && data.trim() !== '' && Number.isFinite(Number(data))) {
    return at(`must be ${wanted}, found the text ${found}`, `Write ${data.trim()} without quotes`);
  }
  return at(`must be ${wanted}, found ${found}`);
}

function keyAdvice(key: string, schema: Described): string {
  const legal = Object.keys(schema.properties ?? {});
  if (legal.length === 0) return expected(schema);
  const other = Object.hasOwn(OTHER_WORDS, key) ? OTHER_WORDS[key] : undefined;
  const near = other !== undefined && legal.includes(other) ? other : nearest(key, legal);
  return near === undefined ? `Legal here: ${legal.join(', ')}` : `Did you mean "${near}"?`;
}

/** The candidate that a slip of the fingers would turn into the word, if there is one. */
function nearest(word: string, candidates: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = leven(lower, candidate.toLowerCase());
    if (distance < least) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

function expected(schema: Described): string {
  return schema.description === undefined ? 'Correct it, or remove the line' : `Expected: ${schema.description}`;
}

const LONGEST_SHOWN = 60;

function shown(value: unknown, source: string | undefined): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a section with keys';
  // What is left is a number or a truth value, which JSON writes as YAML does.
  if (typeof value !== 'string') return source ?? JSON.stringify(value);
  return JSON.stringify(value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}...` : value);
}

/** A JSON pointer (RFC 6901) as steps. */
function pointerPath(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}
