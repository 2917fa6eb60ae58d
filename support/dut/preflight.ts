import { encodeU } from '../protocol/apci';
import type { WireEvent } from '../record/record';
import { HandshakeError } from '../transport/connect-error';
import { Connection, ConnectError, type Endpoint } from '../transport/connection';
import { HeldBackError, type Guard } from '../transport/guard';
import { Recorder } from '../transport/recorder';
import type { TlsClient } from '../transport/tls-wire';
import type { PreflightLine } from '../verdict/results';
import { handshakeLine, meaningOfHandshake, refusalAfterHandshake, type Meaning } from './preflight-tls';

export interface PreflightOptions {
  readonly t0Ms: number;
  readonly t1Ms: number;
  readonly guard: Guard;
  /** How many connections the profile declares; a second one is tried from two on. */
  readonly connections: number;
  /** Over TLS, as this controlling station. */
  readonly tls?: TlsClient;
  readonly signal?: AbortSignal;
}

export interface PreflightReport {
  readonly ok: boolean;
  readonly lines: readonly PreflightLine[];
}

/** A device that hangs up has done so by then. */
const DROP_MS = 300;

/** What a connect attempt that failed means on site. */
export function meaningOfConnectError(code: string): Meaning {
  switch (code) {
    case 'ECONNREFUSED':
      return { result: 'refused', meaning: 'the host answers, and nothing listens at this port', fix: 'start the 104 service; check the port on both sides (2404, or 19998 over TLS)' };
    case 'TIMEOUT':
    case 'ETIMEDOUT':
      return { result: 'timed out', meaning: 'nothing answers: a firewall drops the packets, or the address is not in use', fix: 'check the rules on the device and between, and the address' };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
      return { result: 'unreachable', meaning: 'there is no path to the device', fix: 'check address, routing and cable' };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { result: 'name not resolved', meaning: 'the name of the device is not known', fix: 'check the spelling and the name server, or use the IP address' };
    case 'ECONNRESET':
      return { result: 'reset', meaning: 'the device or something between refused the connection at once', fix: "check the device's list of allowed addresses and its number of connections" };
    default:
      return { result: code, meaning: 'the connection could not be opened', fix: 'see the message of the operating system' };
  }
}

/**
 * Looks at the device before any scenario, in the words of the field: what a connect meets, what listens there, and
 * whether it speaks 104. Sends STARTDT act and STOPDT act and acknowledges what comes, so that nothing is lost.
 */
export async function preflight(endpoint: Endpoint, options: PreflightOptions): Promise<PreflightReport> {
  const recorder = new Recorder('preflight', true);
  const open: Connection[] = [];
  try {
    const lines: PreflightLine[] = [];
    const first = await reach(endpoint, 'A', recorder, options, open);
    lines.push(first.line);
    if (first.connection === undefined) return { ok: false, lines };
    const shaken = handshakeLine(recorder.record().events);
    if (shaken !== undefined) lines.push(shaken);
    if (shaken?.ok === false) return { ok: false, lines };
    const spoken = await speaks104(first.connection, recorder, options);
    lines.push(spoken);
    if (spoken.ok && options.connections > 1) lines.push(secondConnection(await reach(endpoint, 'B', recorder, options, open)));
    return { ok: lines.every((line) => line.ok), lines };
  } finally {
    for (const connection of open) connection.destroy();
    recorder.stop();
  }
}

interface Reached {
  readonly line: PreflightLine;
  readonly connection?: Connection;
}

async function reach(endpoint: Endpoint, name: string, recorder: Recorder, options: PreflightOptions, open: Connection[]): Promise<Reached> {
  const check = `connect to ${endpoint.host}:${endpoint.port}${options.tls === undefined ? '' : ' over TLS'}`;
  const begun = recorder.time();
  try {
    const connection = await Connection.open(endpoint, { recorder, guard: options.guard, name, timeoutMs: options.t0Ms, ...(options.tls === undefined ? {} : { tls: options.tls }), ...(options.signal === undefined ? {} : { signal: options.signal }) });
    open.push(connection);
    const ms = recorder.time() - begun;
    return { connection, line: { check, result: `connected in ${ms.toFixed(1)} ms`, meaning: 'the port is open, something listens', fix: '', ok: true } };
  } catch (error) {
    if (error instanceof HandshakeError) return { line: { check, ...meaningOfHandshake(error), ok: false } };
    if (error instanceof ConnectError) return { line: { check, ...meaningOfConnectError(error.code), ok: false } };
    if (error instanceof HeldBackError) return { line: { check, result: 'held back', meaning: error.held.reason, fix: error.held.permit, ok: false } };
    throw error;
  }
}

async function speaks104(connection: Connection, recorder: Recorder, options: PreflightOptions): Promise<PreflightLine> {
  const check = 'STARTDT act';
  const own = (): WireEvent[] => recorder.record().events.filter((event) => event.connection === connection.name);
  const find = (condition: (event: WireEvent) => boolean): boolean => own().some(condition);
  await recorder.until(settled, Math.min(DROP_MS, options.t1Ms), 0, options.signal);
  const verdictOn = (events: readonly WireEvent[]): Meaning | undefined => (options.tls === undefined ? inPlain(events) : (refusalAfterHandshake(events) ?? inPlain(events)));
  const early = verdictOn(own());
  if (early !== undefined) return { check: 'what listens there', ...early, ok: false };
  connection.onEvent((event) => {
    if (event.kind === 'apdu' && event.direction === 'received' && event.apdu.apci?.format === 'U' && event.apdu.apci.function === 'TESTFR act') connection.send(encodeU('TESTFR con'));
  });
  connection.send(encodeU('STARTDT act'));
  const con = (event: WireEvent): boolean => isU(event, 'STARTDT con');
  await recorder.until((event) => con(event) || settled(event), options.t1Ms, 0, options.signal);
  if (!find(con)) {
    const found = verdictOn(own());
    if (found !== undefined) return { check, ...found, ok: false };
    return { check, result: 'silence after STARTDT', meaning: 'something accepts the connection and does not answer as a controlled station', fix: 'check that the port is that of the 104 service and not over TLS, and that the device is the controlled station', ok: false };
  }
  await leave(connection, recorder, options);
  return { check, result: 'confirmed', meaning: 'a controlled station that speaks 104', fix: '', ok: true };
}

/** Leaves the device in STOPPED, with everything acknowledged that it sent meanwhile. */
async function leave(connection: Connection, recorder: Recorder, options: PreflightOptions): Promise<void> {
  const acknowledge = (): void => {
    const received = recorder.record().events.filter((event) => event.kind === 'apdu' && event.connection === connection.name && event.direction === 'received' && event.apdu.apci?.format === 'I').length;
    if (received > acknowledged) {
      acknowledged = received;
      connection.send(Uint8Array.of(0x68, 4, 1, 0, (received << 1) & 0xfe, (received >> 7) & 0xff));
    }
  };
  let acknowledged = 0;
  acknowledge();
  const before = recorder.position;
  connection.send(encodeU('STOPDT act'));
  const deadline = recorder.time() + options.t1Ms;
  const stopped = (event: WireEvent): boolean => isU(event, 'STOPDT con') || event.kind === 'closed';
  while (recorder.time() < deadline && !(await recorder.until(stopped, Math.min(100, options.t1Ms), before, options.signal))) acknowledge();
}

function settled(event: WireEvent): boolean {
  return event.kind === 'closed' || (event.kind === 'octets' && event.direction === 'received');
}

/** What a connection that is no 104 turned out to be. */
function inPlain(events: readonly WireEvent[]): Meaning | undefined {
  const foreign = events.find((event) => event.kind === 'octets' && event.direction === 'received');
  if (foreign?.kind === 'octets') {
    const text = Buffer.from(foreign.octets.slice(0, 24)).toString('latin1');
    const first = foreign.octets[0];
    if (text.startsWith('HTTP/') || text.includes('<html')) return { result: 'HTTP answers', meaning: 'a web server listens at this port', fix: 'use the port of the 104 service (2404)' };
    if (first === 0x15 || first === 0x16) return { result: 'TLS answers', meaning: 'the port expects TLS, and was spoken to in plain', fix: 'use the plain port (2404), or TLS on 19998' };
    if (text.startsWith('SSH-')) return { result: 'SSH answers', meaning: 'a secure shell listens at this port', fix: 'use the port of the 104 service (2404)' };
    return { result: 'no 104', meaning: `something else listens; it sent ${Buffer.from(foreign.octets.slice(0, 8)).toString('hex')}`, fix: 'check the port' };
  }
  if (events.some((event) => event.kind === 'closed')) {
    return { result: 'dropped at once', meaning: 'the device accepts the connection and ends it: this address is not allowed, or all connections are taken', fix: "check the device's list of allowed addresses and its number of connections; end other masters" };
  }
  return undefined;
}

function secondConnection(second: Reached): PreflightLine {
  const check = 'second connection';
  if (second.connection !== undefined) return { ...second.line, check };
  return { check, result: `${second.line.result}, although the profile declares more than one`, meaning: 'the device limits its connections', fix: "raise the device's number of connections, or set connections.max in the profile to 1", ok: false };
}

function isU(event: WireEvent, name: string): boolean {
  return event.kind === 'apdu' && event.direction === 'received' && event.apdu.apci?.format === 'U' && event.apdu.apci.function === name;
}
