import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Document, LineCounter, Node } from 'yaml';

/** Steps from the top of a profile to one of its values. */
export type Path = readonly string[];

export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Locator {
  /** The value at the path, or the nearest part above it that the text holds. */
  value(path: Path): Place;
  /** The key that ends the path, or the nearest part above it. */
  key(path: Path): Place;
  /** The value as it was written, which a number no longer shows: `2.10`, `007`. */
  source(path: Path): string | undefined;
  /** The path as people write it: `objects[3].ca`, `application.types.45.causes`; `profile` for the whole. */
  text(path: Path): string;
}

interface Found {
  readonly key: Node | undefined;
  readonly value: Node | undefined;
}

/** Finds the parts of a YAML text again by their paths. */
export function locator(document: Document, lines: LineCounter): Locator {
  const resolved = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);

  function step(parent: unknown, name: string): Found | undefined {
    const node = resolved(parent);
    if (isMap(node)) {
      // The last one counts where a key stands twice, as in the values read from the text.
      const pair = node.items.findLast((item) => isScalar(item.key) && String(item.key.value) === name);
      return pair && { key: asNode(pair.key), value: asNode(pair.value) };
    }
    if (isSeq(node)) {
      const item = asNode(node.items[Number(name)]);
      return item && { key: item, value: item };
    }
    return undefined;
  }

  function find(path: Path): { readonly found: Found; readonly complete: boolean } {
    let found: Found = { key: undefined, value: asNode(document.contents) };
    for (const name of path) {
      const next = step(found.value, name);
      if (next === undefined) return { found, complete: false };
      found = next;
    }
    return { found, complete: true };
  }

  function placeOf(node: Node | undefined): Place | undefined {
    const offset = node?.range?.[0];
    if (offset === undefined) return undefined;
    const { line, col } = lines.linePos(offset);
    // An offset before the first line break seen is reported as line 0 for an empty text.
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }

  const first: Place = { line: 1, column: 1 };

  return {
    value(path) {
      const { found } = find(path);
      const empty = isScalar(found.value) && found.value.value === null;
      return (empty ? placeOf(found.key) : undefined) ?? placeOf(found.value) ?? placeOf(found.key) ?? first;
    },
    key(path) {
      const { found } = find(path);
      return placeOf(found.key) ?? placeOf(found.value) ?? first;
    },
    source(path) {
      const { found, complete } = find(path);
      const value = resolved(found.value);
      return complete && isScalar(value) ? value.source : undefined;
    },
    text(path) {
      let written = '';
      for (const [depth, name] of path.entries()) {
        const inList = isSeq(resolved(find(path.slice(0, depth)).found.value));
        written += inList ? `[${name}]` : `${written === '' ? '' : '.'}${name}`;
      }
      return written === '' ? 'profile' : written;
    },
  };
}

function asNode(node: unknown): Node | undefined {
  return isAlias(node) || isScalar(node) || isMap(node) || isSeq(node) ? node : undefined;
}
