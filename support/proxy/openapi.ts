import { stringify } from 'yaml';
import { API_VERSION, ROUTES, type Route } from './control-api';
import { STREAMS } from './fault';
import { FAULTS } from './kinds';
import { matchAttribute } from './predicate';

/** The description of the control API (OpenAPI 3.1), made of the same tables that the API itself works with. */
export function openApi(): string {
  return stringify(document(), { lineWidth: 120, aliasDuplicateObjects: false });
}

function document(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of ROUTES) (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route);
  return {
    openapi: '3.1.0',
    info: {
      title: 'spec104 proxy',
      version: API_VERSION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description: 'Faults between a controlling and a controlled station. Compatible with version 2 of the API of Toxiproxy; the types of toxics are more.',
    },
    paths,
    components: {
      schemas: {
        Proxy: {
          type: 'object',
          required: ['name', 'upstream'],
          properties: {
            name: { type: 'string' },
            listen: { type: 'string', description: 'host:port; port 0 lets the system choose' },
            upstream: { type: 'string', description: 'host:port' },
            enabled: { type: 'boolean', default: true, description: 'false: connections are refused' },
            silent: { type: 'boolean', default: false, description: 'true: a SYN is not answered' },
            toxics: { type: 'array', readOnly: true, items: { $ref: '#/components/schemas/Toxic' } },
          },
        },
        Toxic: { oneOf: FAULTS.map(({ type }) => ({ $ref: `#/components/schemas/${type}` })), discriminator: { propertyName: 'type' } },
        ...Object.fromEntries(
          FAULTS.map(({ type, summary, attributes }) => [
            type,
            {
              type: 'object',
              description: summary,
              required: ['type'],
              properties: {
                type: { const: type },
                name: { type: 'string', description: 'default: type_stream' },
                stream: { type: 'string', enum: STREAMS, default: 'downstream' },
                toxicity: { type: 'number', minimum: 0, maximum: 1, default: 1 },
                attributes: {
                  type: 'object',
                  additionalProperties: false,
                  properties: Object.fromEntries(Object.entries(attributes).map(([name, { schema }]) => [name, schema === matchAttribute.schema ? { $ref: '#/components/schemas/Match' } : schema])),
                },
              },
            },
          ]),
        ),
        Match: matchAttribute.schema,
        Error: { type: 'object', properties: { error: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' } } },
      },
    },
  };
}

function operation({ method, path, summary, status }: Route): object {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  const schema = bodySchema(path);
  const error = { content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } };
  return {
    summary,
    ...(names.length === 0 ? {} : { parameters: names }),
    ...(schema === undefined || method === 'GET' || method === 'DELETE' ? {} : { requestBody: { content: { 'application/json': { schema } } } }),
    responses: { [status]: { description: summary }, '4XX': { description: 'What was wrong with the request', ...error } },
  };
}

function bodySchema(path: string): object | undefined {
  const proxy = { $ref: '#/components/schemas/Proxy' };
  if (path === '/reset') return undefined;
  if (path === '/populate') return { type: 'array', items: proxy };
  return path.includes('toxics') ? { $ref: '#/components/schemas/Toxic' } : proxy;
}
