import { expect } from 'chai';
import path from 'node:path';
import ts from 'typescript';
import schema from './results.schema.json';

/** A part of a JSON Schema, as far as ours uses the language. */
interface Node {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: string | number;
  readonly enum?: readonly (string | number)[];
  readonly items?: Node;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Node;
}

const DEFINITIONS = schema.$defs as Readonly<Record<string, Node>>;

/** The shape that the schema admits, in one notation for both sides. */
function shapeOfSchema(node: Node): unknown {
  if (node.$ref !== undefined) {
    const target = DEFINITIONS[node.$ref.replace('#/$defs/', '')];
    expect(target, `${node.$ref} is defined`).to.not.equal(undefined);
    return shapeOfSchema(target ?? {});
  }
  if (node.const !== undefined) return [node.const];
  if (node.enum !== undefined) return [...node.enum].sort();
  if (node.items !== undefined) return { each: shapeOfSchema(node.items) };
  if (node.properties !== undefined) {
    expect(node.additionalProperties, 'an object with named properties is closed').to.equal(false);
    return Object.fromEntries(
      Object.entries(node.properties).map(([name, property]) => [`${name}${node.required?.includes(name) === true ? '' : '?'}`, shapeOfSchema(property)]),
    );
  }
  if (typeof node.additionalProperties === 'object') return { any: shapeOfSchema(node.additionalProperties) };
  const types = typeof node.type === 'string' ? [node.type] : [...(node.type ?? [])];
  return types.map((type) => (type === 'integer' ? 'number' : type)).sort().join('|');
}

/** The shape that the TypeScript type admits. */
function shapeOfType(checker: ts.TypeChecker, type: ts.Type): unknown {
  const parts = (type.isUnion() ? type.types : [type]).filter((part) => (part.flags & ts.TypeFlags.Undefined) === 0);
  const literals = parts.map((part) => (part.isStringLiteral() || part.isNumberLiteral() ? part.value : undefined));
  if (literals.every((literal) => literal !== undefined)) return literals.sort();
  const only = parts.length === 1 ? parts[0] : undefined;
  if (only === undefined || (only.flags & ts.TypeFlags.Object) === 0) {
    const names = parts.map((part) => ((part.flags & ts.TypeFlags.BooleanLike) !== 0 ? 'boolean' : checker.typeToString(part)));
    return [...new Set(names)].sort().join('|');
  }
  if (checker.isArrayType(only)) {
    const [element] = checker.getTypeArguments(only as ts.TypeReference);
    return element === undefined ? 'array of nothing' : { each: shapeOfType(checker, element) };
  }
  const values = only.getStringIndexType();
  if (values !== undefined) return { any: shapeOfType(checker, values) };
  return Object.fromEntries(
    only.getProperties().map((property) => {
      const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
      return [`${property.name}${optional ? '?' : ''}`, shapeOfType(checker, checker.getTypeOfSymbol(property))];
    }),
  );
}

describe('results.schema.json', function () {
  this.timeout(60_000);

  it('admits exactly what the type Results admits', () => {
    const file = path.join(__dirname, 'results.ts');
    const program = ts.createProgram([file], { strict: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, types: [], noEmit: true });
    const checker = program.getTypeChecker();
    const source = program.getSourceFile(file);
    const declaration = source?.statements.find((statement): statement is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(statement) && statement.name.text === 'Results');
    if (declaration === undefined) throw new Error('results.ts declares no interface Results');
    const declared = shapeOfType(checker, checker.getTypeAtLocation(declaration)) as Record<string, unknown>;
    const admitted = shapeOfSchema(schema) as Record<string, Record<string, unknown>>;
    // The type says `number`; the schema names the four exit codes there are.
    expect(admitted['run']?.['exitCode']).to.deep.equal([0, 1, 2, 3]);
    admitted['run'] = { ...admitted['run'], exitCode: 'number' };
    expect(admitted).to.deep.equal(declared);
  });
});
