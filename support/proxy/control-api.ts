import { AddressError, addressOf, addressText } from './address';
import { BlackHoleError } from './black-hole';
import { AttributeError } from './fault';
import { faultNamed, UnknownFaultError } from './kinds';
import { ArmedNameError, isStream, ProxyListenError, type ArmedFault, type Proxy } from './proxy';
import { ProxyNameError, type ProxyDraft, type ProxySet } from './proxy-set';

/** The control API, without HTTP: requests in, answers out. Compatible with version 2 of Toxiproxy's API. */

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With names in braces, as in OpenAPI. */
  readonly path: string;
  readonly summary: string;
  readonly status: number;
  readonly answer: (proxies: ProxySet, names: Readonly<Record<string, string>>, body: unknown) => unknown;
}

/** The request is wrong: status 4xx with the reason. */
export class RequestError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'RequestError';
  }
}

/** What clients that check a version expect: this API is that of Toxiproxy 2. */
export const API_VERSION = '2.12.0';

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(body: unknown): Fields {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new RequestError(400, 'bad request body: expected a JSON object');
  return body as Fields;
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw new RequestError(400, `missing required field: ${name} (a text)`);
  return value;
}

function flagOf(fields: Fields, name: string, otherwise: boolean): boolean {
  const value = fields[name] ?? otherwise;
  if (typeof value !== 'boolean') throw new RequestError(400, `${name}: expected true or false`);
  return value;
}

function draftOf(body: unknown): ProxyDraft {
  const fields = fieldsOf(body);
  const name = textOf(fields, 'name');
  const listen = fields['listen'] === undefined ? { host: '127.0.0.1', port: 0 } : addressOf(textOf(fields, 'listen'));
  return { name, listen, upstream: addressOf(textOf(fields, 'upstream')), enabled: flagOf(fields, 'enabled', true), silent: flagOf(fields, 'silent', false) };
}

function toxicView({ name, fault, stream, toxicity, setting }: ArmedFault): object {
  return { name, type: fault.type, stream, toxicity, attributes: setting.values };
}

function proxyView(proxy: Proxy): object {
  return {
    name: proxy.name,
    listen: addressText(proxy.address),
    upstream: addressText(proxy.upstream),
    enabled: proxy.enabled,
    ...(proxy.silent ? { silent: true } : {}),
    toxics: proxy.faults.map(toxicView),
  };
}

async function update(proxy: Proxy, body: unknown): Promise<object> {
  const fields = fieldsOf(body);
  const listen = fields['listen'] === undefined ? proxy.address : addressOf(textOf(fields, 'listen'));
  const upstream = fields['upstream'] === undefined ? proxy.upstream : addressOf(textOf(fields, 'upstream'));
  const enabled = flagOf(fields, 'enabled', proxy.enabled);
  if (addressText(listen) !== addressText(proxy.address) || addressText(upstream) !== addressText(proxy.upstream)) await proxy.move(listen, upstream);
  if (flagOf(fields, 'silent', false)) await proxy.vanish();
  else if (enabled) await proxy.up();
  else await proxy.disable();
  return proxyView(proxy);
}

function toxicityOf(fields: Fields): number | undefined {
  const toxicity = fields['toxicity'];
  if (toxicity === undefined || toxicity === null) return undefined;
  if (typeof toxicity !== 'number' || !(toxicity >= 0 && toxicity <= 1)) throw new RequestError(400, 'toxicity: expected a number from 0 to 1');
  return toxicity;
}

function attributesOf(fields: Fields): Fields {
  return fields['attributes'] === undefined || fields['attributes'] === null ? {} : fieldsOf(fields['attributes']);
}

function addToxic(proxy: Proxy, body: unknown): object {
  const fields = fieldsOf(body);
  const fault = faultNamed(textOf(fields, 'type'));
  const stream = fields['stream'] === undefined || fields['stream'] === '' ? 'downstream' : fields['stream'];
  if (!isStream(stream)) throw new RequestError(400, 'stream was invalid: expected upstream or downstream');
  const name = fields['name'] === undefined || fields['name'] === '' ? `${fault.type}_${stream}` : textOf(fields, 'name');
  return toxicView(proxy.arm({ name, fault, stream, toxicity: toxicityOf(fields), attributes: attributesOf(fields) }));
}

function changeToxic(proxy: Proxy, name: string, body: unknown): object {
  const fields = fieldsOf(body);
  return toxicView(proxy.change(name, attributesOf(fields), toxicityOf(fields)));
}

/** Proxies of the same name and addresses stay, others of the name are replaced. */
async function populate(proxies: ProxySet, body: unknown): Promise<object> {
  if (!Array.isArray(body)) throw new RequestError(400, 'bad request body: expected a JSON array of proxies');
  // All are read before one is touched.
  const drafts = body.map(draftOf);
  const made: object[] = [];
  for (const draft of drafts) {
    if (proxies.has(draft.name)) {
      const there = proxies.named(draft.name);
      if (addressText(there.address) === addressText(draft.listen) && addressText(there.upstream) === addressText(draft.upstream)) {
        made.push(await update(there, { enabled: draft.enabled }));
        continue;
      }
      await proxies.remove(draft.name);
    }
    made.push(proxyView(await proxies.add(draft)));
  }
  return { proxies: made };
}

const at = (proxies: ProxySet, names: Readonly<Record<string, string>>): Proxy => proxies.named(names['proxy'] ?? '');
const change: Route['answer'] = (proxies, names, body) => changeToxic(at(proxies, names), names['toxic'] ?? '', body);
const alter: Route['answer'] = (proxies, names, body) => update(at(proxies, names), body);

export const ROUTES: readonly Route[] = [
  { method: 'GET', path: '/version', summary: 'Version of the API', status: 200, answer: () => ({ version: API_VERSION }) },
  {
    method: 'GET',
    path: '/proxies',
    summary: 'All proxies by name',
    status: 200,
    answer: (proxies) => Object.fromEntries(proxies.all.map((proxy) => [proxy.name, proxyView(proxy)])),
  },
  { method: 'POST', path: '/proxies', summary: 'Make a proxy', status: 201, answer: async (proxies, _names, body) => proxyView(await proxies.add(draftOf(body))) },
  { method: 'POST', path: '/populate', summary: 'Make or replace several proxies', status: 201, answer: (proxies, _names, body) => populate(proxies, body) },
  { method: 'POST', path: '/reset', summary: 'Remove all toxics and enable all proxies', status: 204, answer: (proxies) => proxies.reset() },
  { method: 'GET', path: '/events', summary: 'The latest events: opened, armed, fired, healed and others', status: 200, answer: (proxies) => proxies.events.map(eventView) },
  { method: 'GET', path: '/proxies/{proxy}', summary: 'One proxy with its toxics', status: 200, answer: (proxies, names) => proxyView(at(proxies, names)) },
  { method: 'POST', path: '/proxies/{proxy}', summary: 'Change addresses, enable or disable', status: 200, answer: alter },
  { method: 'PATCH', path: '/proxies/{proxy}', summary: 'Change addresses, enable or disable', status: 200, answer: alter },
  { method: 'DELETE', path: '/proxies/{proxy}', summary: 'Remove a proxy', status: 204, answer: (proxies, names) => proxies.remove(names['proxy'] ?? '') },
  { method: 'GET', path: '/proxies/{proxy}/toxics', summary: 'The toxics of a proxy', status: 200, answer: (proxies, names) => at(proxies, names).faults.map(toxicView) },
  { method: 'POST', path: '/proxies/{proxy}/toxics', summary: 'Arm a toxic', status: 200, answer: (proxies, names, body) => addToxic(at(proxies, names), body) },
  {
    method: 'GET',
    path: '/proxies/{proxy}/toxics/{toxic}',
    summary: 'One toxic',
    status: 200,
    answer: (proxies, names) => toxicView(at(proxies, names).named(names['toxic'] ?? '')),
  },
  { method: 'POST', path: '/proxies/{proxy}/toxics/{toxic}', summary: 'Change attributes or toxicity', status: 200, answer: change },
  { method: 'PATCH', path: '/proxies/{proxy}/toxics/{toxic}', summary: 'Change attributes or toxicity', status: 200, answer: change },
  { method: 'DELETE', path: '/proxies/{proxy}/toxics/{toxic}', summary: 'Remove a toxic', status: 204, answer: (proxies, names) => at(proxies, names).heal(names['toxic'] ?? '') },
];

function eventView(event: object): object {
  return Object.fromEntries(Object.entries(event).map(([key, value]) => [key, value instanceof Uint8Array ? Buffer.from(value).toString('hex') : (value as unknown)]));
}

/** Answers one request. What the client did wrong comes back as 4xx with `error`, never as an exception. */
export async function answer(proxies: ProxySet, method: string, path: string, body: unknown): Promise<Answer> {
  try {
    const found = ROUTES.flatMap((route) => {
      const names = namesIn(route.path, path);
      return names === undefined ? [] : [{ route, names }];
    });
    if (found.length === 0) throw new RequestError(404, `there is no ${path}`);
    const match = found.find(({ route }) => route.method === method);
    if (match === undefined) throw new RequestError(405, `${path} takes ${found.map(({ route }) => route.method).join(', ')}, not ${method}`);
    const { route, names } = match;
    const result = await route.answer(proxies, names, body);
    return route.status === 204 ? { status: 204 } : { status: route.status, body: result };
  } catch (error) {
    const status = statusOf(error);
    return { status, body: { error: (error as Error).message, title: (error as Error).message, status } };
  }
}

function statusOf(error: unknown): number {
  if (error instanceof RequestError) return error.status;
  if (error instanceof ProxyNameError || error instanceof ArmedNameError) return error.code === 'taken' ? 409 : 404;
  if (error instanceof AddressError || error instanceof AttributeError || error instanceof UnknownFaultError) return 400;
  // The address asked for cannot be had: the client has to choose another.
  if (error instanceof ProxyListenError || error instanceof BlackHoleError) return 409;
  return 500;
}

function namesIn(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const names: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    const text = given[i] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined ? part !== text : text === '') return undefined;
    if (name !== undefined) names[name] = decoded(text);
  }
  return names;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RequestError(400, `${text} is not well encoded`);
  }
}
