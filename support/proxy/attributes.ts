import { AttributeError, type Attribute } from './fault';

/** A whole number between `minimum` and `maximum`. Digits in a text count as a number: clients of shells send them. */
export function integer(meaning: string, limits: { readonly initial?: number; readonly minimum?: number; readonly maximum?: number } = {}): Attribute<number> {
  const { initial = 0, minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = limits;
  const expected = maximum === Number.MAX_SAFE_INTEGER ? `a whole number of at least ${minimum}` : `a whole number from ${minimum} to ${maximum}`;
  return {
    initial,
    meaning,
    schema: { type: 'integer', minimum, ...(maximum === Number.MAX_SAFE_INTEGER ? {} : { maximum }), default: initial, description: meaning },
    read: (value, name) => {
      const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
      if (typeof number !== 'number' || !Number.isInteger(number) || number < minimum || number > maximum) throw new AttributeError(name, expected, value);
      return number;
    },
  };
}

/** Octets in hexadecimal digits, blanks allowed. */
export function octets(meaning: string, maximum = 4096): Attribute<string> {
  return {
    initial: '',
    meaning,
    schema: { type: 'string', pattern: '^([0-9A-Fa-f]{2}\\s*)*$', default: '', description: meaning },
    read: (value, name) => {
      const digits = typeof value === 'string' ? value.replace(/\s+/g, '') : undefined;
      if (digits === undefined || !/^([0-9A-Fa-f]{2})*$/.test(digits) || digits.length / 2 > maximum) {
        throw new AttributeError(name, `octets in hexadecimal digits, at most ${maximum}`, value);
      }
      return digits.toLowerCase();
    },
  };
}

/** One of a few words. */
export function word<W extends string>(meaning: string, words: readonly [W, ...W[]]): Attribute<W> {
  return {
    initial: words[0],
    meaning,
    schema: { type: 'string', enum: words, default: words[0], description: meaning },
    read: (value, name) => {
      const found = words.find((candidate) => candidate === value);
      if (found === undefined) throw new AttributeError(name, `one of ${words.join(', ')}`, value);
      return found;
    },
  };
}

/** The octets of hexadecimal digits that `octets` has read. */
export function fromHex(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
