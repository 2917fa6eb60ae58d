import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { AsduDraft } from '../../protocol/asdu';
import { EVERYTHING, READ_ONLY } from '../interlock';
import { commandStimulus, httpStimulus } from './hook';
import { loopbackStimulus } from './loopback';
import { heldBack, stimulusOf } from './offered';
import { orderText, StimulusError, VERBS, type Order } from './order';
import { promptStimulus, terminalOf } from './prompt';
import { toldStimulus } from './told';

const EVENTS: Order = { verb: 'events', count: 3 };
const OPERATE: Order = { verb: 'operate', object: { ca: 1, ioa: 100 } };
const CLOCK: Order = { verb: 'clock', at: new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6)) };

async function refusal(action: Promise<unknown>): Promise<string> {
  const thrown: unknown = await action.then(() => undefined, (error: unknown) => error);
  if (thrown instanceof StimulusError) return thrown.message;
  throw new Error(`expected a StimulusError, got ${String(thrown)}`);
}

describe('stimulus: a station that is told', () => {
  it('gets each order as one line', async () => {
    const lines: string[] = [];
    const told = toldStimulus('it', VERBS, (line) => Promise.resolve(lines.push(line)));
    for (const order of [EVENTS, OPERATE, CLOCK, { verb: 'freeze', ms: 7 }, { verb: 'cyclic', ms: 0 }, { verb: 'restart' }] satisfies Order[]) await told.carryOut(order, {});
    expect(lines).to.deep.equal(['events 3', 'operate 1 100', `clock ${Date.UTC(2026, 0, 2, 3, 4, 5, 6)}`, 'freeze 7', 'cyclic 0', 'restart']);
    expect(orderText(EVENTS)).to.equal('events 3');
  });

  it('may refuse', async () => {
    const told = toldStimulus('it', ['events'], () => Promise.reject(new Error('no point has events')));
    expect(await refusal(told.carryOut(EVENTS, {}))).to.equal('no point has events');
  });
});

describe('stimulus: a program', function () {
  this.timeout(20_000);
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'spec104-stimulus-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A program that appends its arguments to a file. */
  const noting = (...words: readonly string[]) =>
    ({ kind: 'command', command: process.execPath, arguments: ['-e', 'require("fs").appendFileSync(process.argv[1], process.argv.slice(2).join("|") + "\\n")', join(folder, 'calls'), ...words] }) as const;
  const calls = (): string[] => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');

  it('that is not told how many is started once an event, and brings so many at least', async () => {
    const program = commandStimulus(noting('pulse'));
    expect([...program.offers]).to.deep.equal([['events', 'at least']]);
    expect(program.otherwise('events')).to.include('exact: true');
    await program.carryOut(EVENTS, {});
    expect(calls()).to.deep.equal(['pulse', 'pulse', 'pulse']);
  });

  it('that is told how many is started once, and is believed when it is declared to be exact', async () => {
    const program = commandStimulus({ ...noting('{verb}', 'x{count}x', '{ca}/{ioa}', '{time}'), exact: true, verbs: ['events', 'operate', 'clock'] });
    expect(program.offers.get('events')).to.equal('exactly');
    for (const order of [EVENTS, OPERATE, CLOCK]) await program.carryOut(order, {});
    expect(calls()).to.deep.equal(['events|x3x|/|', 'operate|x1x|1/100|', 'clock|x1x|/|2026-01-02T03:04:05.006Z']);
    expect(program.otherwise('restart')).to.include('verbs: [events, operate, clock, restart]');
  });

  it('gets no shell', async () => {
    await commandStimulus(noting('$(id)', '; exit 1')).carryOut({ verb: 'events', count: 1 }, {});
    expect(calls()).to.deep.equal(['$(id)|; exit 1']);
  });

  it('that fails is reported in its own words', async () => {
    const failing = commandStimulus({ kind: 'command', command: process.execPath, arguments: ['-e', 'console.error("no relay"); process.exit(3)'] });
    expect(await refusal(failing.carryOut(EVENTS, {}))).to.include('exit code 3: no relay');
    expect(await refusal(commandStimulus({ kind: 'command', command: join(folder, 'none') }).carryOut(EVENTS, {}))).to.include('cannot be started');
  });

  it('that does not end is ended, in time or with the scenario', async () => {
    const hanging = { kind: 'command', command: process.execPath, arguments: ['-e', 'setInterval(() => 0, 1000)'] } as const;
    expect(await refusal(commandStimulus({ ...hanging, timeout: 0.2 }).carryOut(EVENTS, {}))).to.include('did not end within 0.2 s');
    const ending = AbortSignal.timeout(100);
    expect(await refusal(commandStimulus(hanging).carryOut(EVENTS, { signal: ending }))).to.include('ended with the scenario');
  });
});

describe('stimulus: an HTTP address', () => {
  const seen: { method: string; url: string; body: string; type: string }[] = [];
  let server: Server;
  let base: string;
  before(async () => {
    server = createServer((request, response) => void answer(request).then((status) => response.writeHead(status).end(status === 200 ? '' : 'relay is stuck')));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => (seen.length = 0));
  after(() => {
    server.close();
    server.closeAllConnections();
  });

  async function answer(request: IncomingMessage): Promise<number> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    seen.push({ method: request.method ?? '', url: request.url ?? '', body, type: request.headers['content-type'] ?? '' });
    if (request.url === '/silent') await new Promise((resolve) => request.socket.once('close', resolve));
    return request.url === '/stuck' ? 503 : 200;
  }

  it('gets the order as JSON, once', async () => {
    const hook = httpStimulus({ kind: 'http', url: `${base}/bench`, exact: true });
    expect(hook.offers.get('events')).to.equal('exactly');
    await hook.carryOut(EVENTS, {});
    await hook.carryOut(OPERATE, {});
    expect(seen.map(({ method, body, type }) => [method, JSON.parse(body) as unknown, type])).to.deep.equal([
      ['POST', { verb: 'events', count: 3 }, 'application/json'],
      ['POST', { verb: 'operate', object: { ca: 1, ioa: 100 } }, 'application/json'],
    ]);
  });

  it('gets it in the address and the body where they have a place for it, and is asked again where they have none', async () => {
    await httpStimulus({ kind: 'http', url: `${base}/{verb}?n={count}`, method: 'GET' }).carryOut(EVENTS, {});
    await httpStimulus({ kind: 'http', url: `${base}/pulse`, method: 'PUT', body: '' }).carryOut(EVENTS, {});
    expect(seen.map(({ method, url }) => `${method} ${url}`)).to.deep.equal(['GET /events?n=3', 'PUT /pulse', 'PUT /pulse', 'PUT /pulse']);
  });

  it('that refuses, is silent or is not there is reported, without what may be secret in it', async () => {
    expect(await refusal(httpStimulus({ kind: 'http', url: `${base}/stuck` }).carryOut(EVENTS, {}))).to.include('answered 503: relay is stuck');
    expect(await refusal(httpStimulus({ kind: 'http', url: `${base}/silent`, timeout: 0.2 }).carryOut(EVENTS, {}))).to.include('did not answer within 0.2 s');
    const gone = httpStimulus({ kind: 'http', url: 'http://127.0.0.1:1/pulse?token=secret' });
    expect(await refusal(gone.carryOut(EVENTS, {}))).to.include('cannot be asked').and.not.include('secret');
  });
});

describe('stimulus: an output wired to an input', () => {
  const declared = { kind: 'loopback', command: { ca: 1, ioa: 5000 }, input: { ca: 1, ioa: 100 } } as const;

  it('gets one command an event, on and off in turn', async () => {
    const sent: AsduDraft[] = [];
    const wire = loopbackStimulus(declared, { objects: [{ ca: 1, ioa: 5000, type: 45, operate: true }] });
    expect([...wire.offers]).to.deep.equal([['events', 'at least']]);
    await wire.carryOut(EVENTS, { command: (asdu) => Promise.resolve(void sent.push(asdu)) });
    expect(sent.map(({ type, cause, objects }) => [type, cause, objects?.[0]?.address, objects?.[0]?.fields['SCO']])).to.deep.equal([
      [45, 6, 5000, 1],
      [45, 6, 5000, 0],
      [45, 6, 5000, 1],
    ]);
  });

  it('needs a command object and data transfer, and says so', async () => {
    const command = (): Promise<void> => Promise.resolve();
    expect(await refusal(loopbackStimulus(declared, {}).carryOut(EVENTS, { command }))).to.include('objects: [{ ca: 1, ioa: 5000, type: 45, operate: true }]');
    expect(await refusal(loopbackStimulus(declared, { objects: [{ ca: 1, ioa: 5000, type: 46 }] }).carryOut(EVENTS, {}))).to.include('needs started data transfer');
  });
});

describe('stimulus: somebody at the device', () => {
  it('is told what to do and how long there is', async () => {
    const asked: string[] = [];
    const person = promptStimulus({ kind: 'prompt', text: 'Switch input 100', timeout: 30, verbs: ['events', 'restart', 'cyclic'] }, (text) => Promise.resolve(String(asked.push(text) && '')));
    expect([...person.offers]).to.deep.equal([['events', 'at least'], ['restart', 'exactly']]);
    await person.carryOut(EVENTS, {});
    expect(asked[0]).to.include('Switch input 100, 3 times').and.include('within 30 s');
    expect(person.otherwise('clock')).to.include('verbs: [events, restart, clock]');
  });

  it('may say no, or nothing', async () => {
    const says = (answer: string) => promptStimulus({ kind: 'prompt' }, () => Promise.resolve(answer));
    expect(await refusal(says('no').carryOut(EVENTS, {}))).to.include('was not done');
    const silent = promptStimulus({ kind: 'prompt', timeout: 0.05 }, (_text, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))));
    expect(await refusal(silent.carryOut(EVENTS, {}))).to.include('nobody answered within 0.05 s');
  });

  it('is not there in CI or without a terminal', () => {
    expect(terminalOf({ CI: 'true' })).to.equal(undefined);
    const nobody = promptStimulus({ kind: 'prompt' }, undefined);
    expect([...nobody.offers]).to.deep.equal([]);
    expect(nobody.otherwise('events')).to.include('kind: command');
  });
});

describe('stimulus: what a profile offers and permits', () => {
  it('nothing offers nothing, and says which line would', () => {
    for (const profile of [{}, { stimulus: { kind: 'none' } as const }]) {
      const none = stimulusOf(profile);
      expect([...none.offers]).to.deep.equal([]);
      expect(none.otherwise('events')).to.include('stimulus: {').and.include('verbs: [events]');
    }
  });

  it('what moves the process, its clock or the device needs the word for it', () => {
    const orders: readonly Order[] = [OPERATE, CLOCK, { verb: 'restart' }];
    expect(orders.map((order) => heldBack(order, READ_ONLY)?.permit)).to.deep.equal(['allow: { operate: true }', 'allow: { clock: true }', 'allow: { reset: true }']);
    expect(heldBack(OPERATE, { ...READ_ONLY, operate: true })?.permit).to.equal('objects: [{ ca: 1, ioa: 100, operate: true }]');
    for (const order of orders) expect(heldBack(order, EVERYTHING)).to.equal(undefined);
    expect(heldBack(EVENTS, READ_ONLY)).to.equal(undefined);
  });
});
