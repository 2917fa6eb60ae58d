import type { Field, FieldValue } from './fields';

type Fields = Readonly<Record<string, FieldValue>>;

/** Reads and writes the elements of one information object of one type. */
export interface ElementCodec {
  /** The fields of the object whose elements begin at `at`. All octets have to be there. */
  readonly read: (octets: Uint8Array, at: number) => Record<string, FieldValue>;
  /** Whether no field has a defect. */
  readonly sound: (fields: Fields) => boolean;
  /** Octets that `write` will need. Throws `RangeError` for a missing field. */
  readonly length: (fields: Fields) => number;
  /** Writes the elements and returns where they end. Throws `RangeError` for a number that its octets cannot hold. */
  readonly write: (fields: Fields, octets: Uint8Array, at: number) => number;
}

/**
 * The codec of a type, as straight code over its fields. A loop that stores under changing names would cost many times
 * what the reading costs, and objects of one type have one shape, which is cheap for everyone who looks at them later.
 * A counted field has to be the last one (file segment). The type's name is for the message about a missing field.
 */
export function elementCodec(type: string, fields: readonly Field[]): ElementCodec {
  const parts = fields.map((field, i) => {
    const key = JSON.stringify(field.name);
    const before = fields.slice(0, i).reduce((sum, { size }) => sum + (size === 'counted' ? 0 : size), 0);
    const at = `at + ${before}`;
    return {
      read: `${key}: read${i}(octets, ${at}, ${field.size === 'counted' ? `Math.min(1 + octets[${at}], octets.length - (${at}))` : field.size})`,
      sound: field.flawless ? 'true' : `defects${i}(fields[${key}]).length === 0`,
      needed: `if (fields[${key}] === undefined) missing(${key});`,
      size: field.size === 'counted' ? `fields[${key}].length` : String(field.size),
      write: `write${i}(fields[${key}], octets, ${at});`,
    };
  });
  const length = ['0', ...parts.map(({ size }) => size)].join(' + ');
  const source = `
    return {
      read: (octets, at) => ({ ${parts.map(({ read }) => read).join(', ')} }),
      sound: (fields) => ${['true', ...parts.map(({ sound }) => sound)].join(' && ')},
      length: (fields) => { ${parts.map(({ needed }) => needed).join(' ')} return ${length}; },
      write: (fields, octets, at) => { ${parts.map(({ write }) => write).join(' ')} return at + ${length}; },
    };`;
  const names = fields.flatMap((_, i) => [`read${i}`, `defects${i}`, `write${i}`]);
  const missing = (name: string): never => {
    throw new RangeError(`${type} needs the field ${name}`);
  };
  // The source is made of the names and sizes in `fields.ts` alone: nothing that was received comes near it.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
  return new Function('missing', ...names, source)(missing, ...fields.flatMap(({ read, defects, write }) => [read, defects, write])) as ElementCodec;
}
