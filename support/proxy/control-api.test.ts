import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Toxiproxy } from 'toxiproxy-node-client';
import { parse } from 'yaml';
import { encodeS, encodeU } from '../protocol/apci';
import { ROUTES } from './control-api';
import { ControlServer } from './control-server';
import { FAULTS } from './kinds';
import { openApi } from './openapi';
import { ProxySet } from './proxy-set';
import { End, Rig } from './testing-rig';

describe('control API', () => {
  let rig: Rig;
  let proxies: ProxySet;
  let server: ControlServer;
  let host: string;
  let upstream: string;
  beforeEach(async () => {
    rig = await Rig.open();
    upstream = `127.0.0.1:${rig.proxy.upstream.port}`;
    proxies = new ProxySet();
    server = await ControlServer.listen(proxies, { host: '127.0.0.1', port: 0 });
    host = `http://127.0.0.1:${server.address.port}`;
  });
  afterEach(async () => {
    await server.close();
    await proxies.close();
    await rig.close();
  });
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<{ status: number; json: { error?: string } }> => {
    const response = await fetch(`${host}${path}`, { method, headers, ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }) });
    const text = await response.text();
    return { status: response.status, json: text === '' ? {} : (JSON.parse(text) as { error?: string }) };
  };
  const through = (listen: string): End => new End(connect(Number(listen.split(':')[1]), '127.0.0.1'));

  describe('with the client of Toxiproxy', () => {
    let client: Toxiproxy;
    beforeEach(() => {
      client = new Toxiproxy(host);
    });

    it('says its version', async () => {
      expect(JSON.parse(await client.getVersion())).to.have.property('version').that.matches(/^2\./);
    });

    it('makes, shows, disables, enables and removes a proxy', async () => {
      const made = await client.createProxy({ name: 'rtu', listen: '127.0.0.1:0', upstream });
      expect(made.enabled).to.be.true;
      expect(Object.keys(await client.getAll())).to.deep.equal(['rtu']);
      const got = await client.get('rtu');
      expect(got.listen).to.equal(made.listen).and.not.to.match(/:0$/);
      const down = await got.update({ enabled: false, listen: got.listen, upstream });
      expect(down.enabled).to.be.false;
      expect(await through(made.listen).end()).to.equal('RST');
      const up = await got.update({ enabled: true, listen: got.listen, upstream });
      expect([up.enabled, up.listen]).to.deep.equal([true, made.listen]);
      await up.remove();
      expect(await client.getAll()).to.deep.equal({});
    });

    it('arms, shows, changes and removes each toxic that Toxiproxy has', async () => {
      const proxy = await client.createProxy({ name: 'rtu', listen: '127.0.0.1:0', upstream });
      for (const [type, attributes] of [
        ['latency', { latency: 100, jitter: 10 }],
        ['bandwidth', { rate: 10 }],
        ['slow_close', { delay: 10 }],
        ['timeout', { timeout: 10 }],
        ['slicer', { average_size: 64, size_variation: 32, delay: 10 }],
        ['limit_data', { bytes: 10 }],
        ['reset_peer', { timeout: 10 }],
      ] as const) {
        const toxic = await proxy.addToxic({ name: `my ${type}`.replace(' ', '-'), type: type, stream: 'upstream', toxicity: 0.5, attributes });
        expect(toxic.toJson()).to.deep.include({ type, stream: 'upstream', toxicity: 0.5, attributes });
        const first = Object.keys(attributes)[0] ?? '';
        const changed = await toxic.update({ ...toxic.toJson(), attributes: { [first]: 7 } as never });
        expect(changed.attributes).to.deep.equal({ ...attributes, [first]: 7 });
        expect((await proxy.getToxic(toxic.name)).attributes).to.deep.equal(changed.attributes);
        await toxic.remove();
      }
      expect(proxies.named('rtu').faults).to.deep.equal([]);
    });

    it('populates and resets', async () => {
      const made = await client.populate([
        { name: 'a', listen: '127.0.0.1:0', upstream },
        { name: 'b', listen: '127.0.0.1:0', upstream, enabled: false },
      ]);
      expect(Object.keys(made)).to.deep.equal(['a', 'b']);
      await made['a']!.addToxic({ name: '', type: 'latency', stream: 'downstream', toxicity: 1, attributes: { latency: 1, jitter: 0 } });
      expect(proxies.named('a').faults.map(({ name }) => name)).to.deep.equal(['latency_downstream']);
      await client.reset();
      expect(proxies.all.map((proxy) => [proxy.enabled, proxy.faults.length])).to.deep.equal([
        [true, 0],
        [true, 0],
      ]);
    });

    it('arms a fault of APDUs, which fires and says so', async () => {
      const proxy = await client.createProxy({ name: 'rtu', listen: '127.0.0.1:0', upstream });
      await proxy.addToxic({ name: 'lost', type: 'drop_apdu' as 'latency', stream: 'upstream', toxicity: 1, attributes: { match: { format: 'S' }, nth: 2 } as never });
      const end = through(proxy.listen);
      for (const octets of [encodeS(1), encodeS(2), encodeU('TESTFR act')]) end.send(Buffer.from(octets).toString('hex'));
      while (rig.ends.at(-1)?.octets.length !== 12) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(rig.ends.at(-1)?.hex).to.equal('680401000200' + '680443000000');
      end.socket.destroy();
      const events = (await call('GET', '/events')).json as unknown as { kind: string; fault?: string; octets?: string }[];
      expect(events.find(({ kind }) => kind === 'fired')).to.include({ fault: 'lost', octets: '680401000400' });
    });
  });

  describe('refuses with the reason', () => {
    for (const [what, method, path, body, status, reason] of [
      ['no JSON', 'POST', '/proxies', '{', 400, /bad request body/],
      ['no object', 'POST', '/proxies', [], 400, /expected a JSON object/],
      ['no name', 'POST', '/proxies', { upstream: '127.0.0.1:1' }, 400, /missing required field: name/],
      ['no address', 'POST', '/proxies', { name: 'x', upstream: 'here' }, 400, /"here" is no address/],
      ['a port above the last', 'POST', '/proxies', { name: 'x', upstream: 'a:65536' }, 400, /no address/],
      ['a name twice', 'POST', '/proxies', { name: 'there', upstream: '127.0.0.1:1' }, 409, /exists already/],
      ['an unknown proxy', 'GET', '/proxies/none', undefined, 404, /no proxy named none/],
      ['an unknown toxic', 'GET', '/proxies/there/toxics/none', undefined, 404, /no fault named none/],
      ['an unknown type', 'POST', '/proxies/there/toxics', { type: 'fire' }, 400, /there is no fault "fire": latency/],
      ['an unknown stream', 'POST', '/proxies/there/toxics', { type: 'latency', stream: 'sideways' }, 400, /stream was invalid/],
      ['a bad toxicity', 'POST', '/proxies/there/toxics', { type: 'latency', toxicity: 2 }, 400, /from 0 to 1/],
      ['a bad attribute', 'POST', '/proxies/there/toxics', { type: 'latency', attributes: { latency: -1 } }, 400, /attribute latency: expected a whole number/],
      ['a bad predicate', 'POST', '/proxies/there/toxics', { type: 'drop_apdu', attributes: { match: { cot: 99 } } }, 400, /match.cot/],
      ['a path that is not there', 'GET', '/nothing', undefined, 404, /there is no \/nothing/],
      ['a method that is not there', 'DELETE', '/version', undefined, 405, /takes GET/],
      ['a name that is not encoded well', 'GET', '/proxies/%ff', undefined, 400, /not well encoded/],
      ['a body without end', 'POST', '/proxies', `"${'x'.repeat(1 << 20)}"`, 413, /longer than/],
      ['no array', 'POST', '/populate', {}, 400, /expected a JSON array/],
    ] as const) {
      it(what, async () => {
        await call('POST', '/proxies', { name: 'there', upstream });
        const { status: got, json } = await call(method, path, body);
        expect(got).to.equal(status);
        expect(json.error).to.match(reason);
        expect(proxies.all.map(({ name }) => name)).to.deep.equal(['there']);
      });
    }

    it('a port that is taken', async () => {
      const taken = await call('POST', '/proxies', { name: 'x', listen: `127.0.0.1:${server.address.port}`, upstream });
      expect([taken.status, taken.json.error]).to.deep.equal([409, `cannot listen on 127.0.0.1:${server.address.port}: the port is taken. Choose another, or end what listens there`]);
      expect(proxies.has('x')).to.be.false;
    });

    it('a page in a browser', async () => {
      expect((await call('GET', '/proxies', undefined, { Origin: 'http://example.org' })).status).to.equal(403);
    });
  });

  it('is described in openapi.yaml (npm run proxy -- --openapi)', () => {
    const text = readFileSync(join(__dirname, 'openapi.yaml'), 'utf8').replace(/\r\n/g, '\n');
    expect(text === openApi(), 'openapi.yaml is not what --openapi prints').to.be.true;
    const api = parse(text) as { paths: Record<string, Record<string, object>>; components: { schemas: Record<string, object> } };
    const described = Object.entries(api.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
    expect(described).to.have.members(ROUTES.map(({ method, path }) => `${method} ${path}`));
    for (const { type } of FAULTS) expect(api.components.schemas).to.have.property(type);
  });
});
