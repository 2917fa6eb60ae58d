import { World } from '@cucumber/cucumber';
import { AssertionError } from 'chai';
import type { Device } from '../dut/device';
import { Interlock } from '../dut/interlock';
import type { Target } from '../dut/target';
import { TESTING_BEHAVIOUR, type Behaviour } from '../master/behaviour';
import { Master } from '../master/master';
import { conOf, type Act, type Scope } from '../oracles/link-answers';
import type { Outcome } from '../oracles/outcome';
import { SECURITY_LOG } from '../oracles/security-log';
import { unacknowledged, type Waiting } from '../oracles/window';
import { atDevice, isFormat, isU } from '../oracles/select';
import { BROADCAST, type AsduDraft } from '../protocol/asdu';
import { interrogation } from '../protocol/interrogation';
import { now } from '../transport/clock';
import { ConnectError, isOwnAddressMissing, type Endpoint } from '../transport/connection';
import { PacketCapture } from '../transport/packet-capture';
import { Recorder } from '../transport/recorder';
import type { WireEvent, WireRecord } from '../record/record';
import { FaultedPath } from './faulted-path';
import { COMMON_PATH, Paths } from './paths';
import type { LossWatch } from './loss';
import { soundly, type Soundness } from './sound-check';
import { untilInterrogated } from './interrogations';
import { clientByDefault } from './tls-client';
import { restingOn, round, weighed } from './weigh';
import type { TlsClient } from '../transport/tls-wire';
import { isDeclared } from '../profile/settings';
import type { ScenarioAccount } from '../verdict/judgement';
import { worst, type Finding } from '../verdict/verdict';

/** Parameters of the device that a profile declares (104:9.6). */
export type Parameter = 't1' | 't2' | 't3' | 'k' | 'w';

/** Ends a scenario that cannot establish anything: its stimulus could not be produced, its sanity check failed. */
export class SetAside extends Error {
  constructor(readonly account: NonNullable<ScenarioAccount['setAside']>) {
    super(`${account.verdict.toUpperCase()}: ${account.reason}`);
    this.name = 'SetAside';
  }
}

/** How a connection is opened where it matters; each part has its usual value otherwise. */
export interface ConnectAs {
  readonly behaviour?: Partial<Behaviour>;
  /** Address of this machine: devices tell redundancy groups apart by it (104:10). */
  readonly from?: string;
  /** Another endpoint of the device than the main one. */
  readonly to?: Endpoint;
  /** How it speaks TLS; `none`: plain, even where the device is declared to speak TLS. */
  readonly tls?: TlsClient | 'none';
}

/** What the lane gives to each scenario. */
export interface LaneContext {
  /** What this lane has learnt of the device, where the profile is silent (law 9). */
  readonly discovered: { commonAddress?: number; answersTestCommand?: boolean };
  readonly target: Target;
  readonly device: Device;
  readonly interlock: Interlock;
  readonly soundness: Soundness;
  readonly losses: LossWatch;
  readonly lane: number;
  /** Whether packets are captured beside each scenario, for their times. */
  readonly captures: boolean;
}

/** One scenario: its record, its connections and what was found. */
export class Spec104World extends World {
  private context: LaneContext | undefined;
  private recording: Recorder | undefined;
  private capture: PacketCapture | undefined;
  private readonly paths = new Paths();
  private readonly masters = new Map<string, Master>();
  private readonly found: Finding[] = [];
  /** Connection and frame number from where the oracles of the current When look. */
  connection = 'A';
  from = 0;
  /** Earlier values of `from` that a scenario comes back to. */
  readonly kept: number[] = [];
  /** Events that the device was made to have last, 0 where nothing could make any. */
  eventsMade = 0;
  /** Whether more data are known to wait than the send window of the device holds. */
  waiting: Waiting = 'unknown';
  readonly abort = new AbortController();
  readonly measured: Record<string, string | number | boolean> = {};
  id = '';
  requirements: readonly string[] = [];
  startedAt = '';
  aside: ScenarioAccount['setAside'];
  /** Puts right what the scenario changed in the device; done when it ends, whatever came of it. */
  readonly afterwards: (() => Promise<void>)[] = [];
  /** What the device is owed before the connections of the scenario end, whatever came of it: the true time, say. */
  readonly duties: (() => Promise<void>)[] = [];
  /** The second station of a redundant pair, once a scenario has asked for it; it ends with the scenario. */
  second: Device | undefined;
  /** Ends the hearing of the security log. */
  private unsubscribe: (() => void) | undefined;
  /** A handshake that was left to stand still: how long the device bore it. */
  stalled: Promise<number | undefined> | undefined;

  async begin(context: LaneContext, id: string, requirements: readonly string[]): Promise<void> {
    this.context = context;
    this.id = id;
    this.requirements = requirements;
    this.startedAt = new Date().toISOString();
    const { endpoint, further, secure, securityLog, closeKindReliable } = context.device;
    if (context.captures) this.capture = await PacketCapture.begin([endpoint, ...further, ...(secure === undefined ? [] : [secure.endpoint])].map(({ port }) => port));
    const recorder = new Recorder(id, closeKindReliable);
    this.recording = recorder;
    this.unsubscribe = securityLog?.subscribe((line) => recorder.mark('-', `${SECURITY_LOG}${line}`));
  }

  get lane(): LaneContext {
    if (this.context === undefined) throw new Error('the scenario was not begun: no lane');
    return this.context;
  }

  get recorder(): Recorder {
    if (this.recording === undefined) throw new Error('the scenario was not begun: no record');
    return this.recording;
  }

  get settings(): Target['settings'] {
    return this.lane.target.settings;
  }

  get findings(): readonly Finding[] {
    return this.found;
  }

  get began(): boolean {
    return this.recording !== undefined;
  }

  /** Opens a connection of the controlling station. A device that cannot be reached makes the scenario inconclusive. */
  async connect(name = 'A', as: ConnectAs = {}): Promise<Master> {
    try {
      return await this.tryConnect(name, as);
    } catch (error) {
      if (error instanceof ConnectError && as.from !== undefined && isOwnAddressMissing(error.code)) return this.setAside('not executed', noSuchAddress(as.from));
      if (error instanceof ConnectError) return this.setAside('inconclusive', error.message);
      throw error;
    }
  }

  /** The same, for scenarios that judge the connecting itself. Throws `ConnectError`. */
  async tryConnect(name = 'A', { behaviour = {}, from, to, tls }: ConnectAs = {}): Promise<Master> {
    const client = tls ?? (await clientByDefault(this.lane.target.profile, this.lane.device.secure));
    const path = this.paths.route(name, to !== undefined);
    path?.expect(name);
    const master = await Master.connect(path?.endpoint ?? to ?? this.lane.device.endpoint, {
      recorder: this.recorder,
      guard: this.lane.interlock,
      name,
      apci: this.settings.apci,
      behaviour: { ...TESTING_BEHAVIOUR, ...behaviour },
      signal: this.abort.signal,
      // What the device sees is the address of the last hop.
      ...(from === undefined || path !== undefined ? {} : { localAddress: from }),
      ...(client === undefined || client === 'none' ? {} : { tls: client }),
    });
    this.masters.set(name, master);
    return master;
  }

  get endpoint(): Endpoint {
    return this.paths.has(COMMON_PATH) ? this.path.endpoint : this.lane.device.endpoint;
  }

  /**
   * Puts a proxy between: connections from now on go through it, and the oracles look at the side of the device. With
   * the name of a connection it is the path of that one only, from an address and to an endpoint of its own if need be.
   */
  async interpose(name = COMMON_PATH, { from, to = this.lane.device.endpoint }: Pick<ConnectAs, 'from' | 'to'> = {}): Promise<FaultedPath> {
    if (this.paths.has(name)) return this.paths.get(name);
    const path = await FaultedPath.open({ name, device: to, from, recorder: this.recorder, interlock: interlockOf(this.lane.target) });
    this.paths.add(path);
    return path;
  }

  get path(): FaultedPath {
    return this.paths.get(COMMON_PATH);
  }

  /** The path of one connection, where each has its own. */
  pathOf(connection: string): FaultedPath {
    return this.paths.get(connection);
  }

  master(name = 'A'): Master {
    const master = this.masters.get(name);
    if (master === undefined) throw new Error(`the scenario has no connection ${name}`);
    return master;
  }

  hasConnection(name: string): boolean {
    return this.masters.has(name);
  }

  /** Names of the connections that are open. */
  get openConnections(): readonly string[] {
    return [...this.masters].flatMap(([name, master]) => (master.isOpen ? [name] : []));
  }

  /** From here on the oracles look: the stimulus of a scenario comes next. */
  look(connection = 'A'): void {
    this.connection = connection;
    this.from = this.recorder.position;
  }

  scope(): Scope {
    return { connection: this.judged(this.connection), from: this.from };
  }

  /** Where a connection is judged: on the side of the device, which sent and got what is recorded there. */
  judged(connection: string): string {
    return this.paths.of(connection) === undefined ? connection : atDevice(connection);
  }

  /**
   * Waits until something comes on the connection at hand, or it ends; what other connections do counts for nothing.
   * Marks and faults count, too. It judges nothing.
   */
  async comes(condition: (event: WireEvent) => boolean, ms: number, from = this.from): Promise<boolean> {
    const own = [this.connection, this.judged(this.connection)];
    const met = (event: WireEvent): boolean => (own.includes(event.connection) ? event.kind === 'closed' || condition(event) : event.connection === '-' && condition(event));
    return this.recorder.until(met, ms, from, this.abort.signal);
  }

  /** Waits until the connection at hand ends, and says whether it did. */
  async ended(ms: number, from = this.from): Promise<boolean> {
    return this.comes(() => false, ms, from);
  }

  /** Waits until an act has been answered, at most t1. It judges nothing. */
  async answered(act: Act, from = this.from, connection = this.connection): Promise<boolean> {
    const con = conOf(act);
    await this.recorder.until(
      (event) => event.connection === connection && (event.kind === 'closed' || isU(event, con, 'received')),
      this.answerMs,
      from,
      this.abort.signal,
    );
    return this.recorder.record().events.some((event) => event.index > from && event.connection === connection && isU(event, con, 'received'));
  }

  /** STARTDT act as a sanity check: without its con the scenario establishes nothing. */
  async startTransfer(name: string): Promise<void> {
    this.look(name);
    this.master(name).act('STARTDT act');
    if (!(await this.answered('STARTDT act'))) this.setAside('inconclusive', 'the sanity check failed: STARTDT act was not confirmed');
    await this.drain(name);
    this.look(name);
  }

  /** Takes and acknowledges what the device had kept, until nothing comes for a moment or the window is full for good. */
  async drain(name = this.connection): Promise<void> {
    const quiet = Math.min(100, this.settings.apci.t1 / 10);
    const until = this.recorder.time() + this.settings.apci.t1 / 2;
    const data = (event: WireEvent): boolean => event.connection === name && (event.kind === 'closed' || isFormat(event, 'I', 'received'));
    let from = this.recorder.position;
    while (this.recorder.time() < until && (await this.recorder.until(data, quiet, from, this.abort.signal))) from = this.recorder.position;
    const master = this.master(name);
    if (master.behaviour.acknowledge && master.isOpen && unacknowledged(this.recorder.record(), name).length > 0) master.acknowledge();
  }

  /** TESTFR act, and time for its con. */
  async probe(): Promise<void> {
    const before = this.recorder.position;
    this.master(this.connection).act('TESTFR act');
    await this.answered('TESTFR act', before);
  }

  /** C_IC_NA_1 activation (104:7.5). */
  interrogation(commonAddress: number, qualifier?: number): AsduDraft {
    return interrogation(commonAddress, qualifier);
  }

  /** The N(R) that the controlling station has put on the wire last: what the device knows to be acknowledged. */
  acknowledged(connection = this.connection): number {
    return this.recorder.record().events.reduce((number, event) => {
      if (event.kind !== 'apdu' || event.direction !== 'sent' || event.connection !== connection) return number;
      const apci = event.apdu.apci;
      return apci === undefined || apci.format === 'U' ? number : apci.nr;
    }, 0);
  }

  /** Waits for the end of an interrogation, or until nothing has come for t1. */
  async interrogated(from = this.from, connection = this.connection): Promise<void> {
    await untilInterrogated(this.recorder, { connection, from, ms: this.answerMs, signal: this.abort.signal });
  }

  /** The declared common address; without one, that which answers a broadcast interrogation (law 9). */
  async knownCommonAddress(connection = this.connection): Promise<number> {
    const known = this.settings.commonAddresses?.[0] ?? this.lane.discovered.commonAddress;
    if (known !== undefined) return known;
    const master = this.master(connection);
    if (master.state !== 'STARTED') return 1;
    const before = this.recorder.position;
    master.send(this.interrogation(BROADCAST));
    const fromDevice = (event: WireEvent): boolean =>
      event.kind === 'apdu' && event.direction === 'received' && event.apdu.asdu !== undefined && event.apdu.asdu.commonAddress !== BROADCAST;
    await this.recorder.until((event) => event.connection === connection && (event.kind === 'closed' || fromDevice(event)), this.answerMs, before, this.abort.signal);
    const seen = this.recorder.record().events.find((event) => event.index > before && fromDevice(event));
    if (seen?.kind !== 'apdu' || seen.apdu.asdu === undefined) this.setAside('inconclusive', 'no common address is declared, and none answers a broadcast interrogation');
    await this.interrogated(before, connection);
    this.lane.discovered.commonAddress = seen.apdu.asdu.commonAddress;
    this.measured['application.commonAddresses'] = seen.apdu.asdu.commonAddress;
    return seen.apdu.asdu.commonAddress;
  }

  /** Starts data transfer to see whether user data were waiting: without them, their absence before says nothing. */
  async dataAreDue(): Promise<boolean> {
    const before = this.recorder.position;
    const name = this.connection;
    if (this.master(name).state !== 'STARTED') {
      this.master(name).act('STARTDT act');
      await this.answered('STARTDT act', before);
    }
    return this.recorder.until((event) => event.connection === name && isFormat(event, 'I', 'received'), this.settings.apci.t3, before, this.abort.signal);
  }

  setAside(verdict: 'not applicable' | 'not executed' | 'inconclusive', reason: string): never {
    this.aside = { verdict, reason };
    throw new SetAside(this.aside);
  }

  /** Upper bound for an answer that the standard expects at once: t1, with the tolerance of the profile. */
  get answerMs(): number {
    return this.settings.apci.t1 + this.settings.tolerance.absoluteMs;
  }

  /** The record so far, with the lag of this process and of the device as its uncertainty. */
  async record(): Promise<WireRecord> {
    const taken = this.recorder.record();
    const record = this.capture === undefined ? taken : await this.capture.times(taken);
    const deviceLagMs = Math.max(await this.lane.device.lagMs(), (await this.second?.lagMs()) ?? 0);
    return { ...record, deviceLagMs, lagMs: record.lagMs + deviceLagMs };
  }

  /**
   * Keeps what an oracle said, for every requirement of the scenario, and ends the scenario when there is nothing left
   * to establish. What a violation means is weighed by the obligation in the ledger.
   */
  judge(...outcomes: readonly Outcome[]): void {
    const { idle } = this.paths;
    if (idle.length > 0) this.setAside('inconclusive', `the fault ${idle.join(', ')} never fired`);
    for (const given of outcomes) {
      const outcome = soundly(given, this.lane.soundness, this.requirements);
      const findings = this.requirements.map((requirement) => weighed(requirement, outcome));
      this.found.push(...findings);
      const verdict = worst(findings.map((finding) => finding.verdict));
      if (verdict === 'fail') throw new AssertionError(outcome.message);
      // In the words of the finding: the same reason is told once.
      if (verdict === 'inconclusive') this.setAside('inconclusive', findings[0]?.message ?? outcome.message);
    }
  }

  /**
   * The same for an outcome that rests on parameters of the device: where one of them is only assumed, a difference from
   * it is shown and does not fail (law 9).
   */
  judgeBy(parameters: readonly Parameter[], ...outcomes: readonly Outcome[]): void {
    const assumed = parameters.filter((name) => !isDeclared(this.settings, `apci.${name}`));
    for (const { verdict, reading } of assumed.length === 0 ? [] : outcomes) if (verdict === 'fail' && reading !== undefined) this.measured[reading.name] = `${round(reading.value)} ${reading.unit}`;
    this.judge(...outcomes.map((outcome) => restingOn(assumed, outcome)));
  }

  /** Ends everything that the scenario opened. */
  async end(): Promise<void> {
    for (const duty of this.duties.splice(0)) await duty();
    this.abort.abort();
    this.unsubscribe?.();
    for (const action of this.afterwards.splice(0)) await action();
    for (const master of this.masters.values()) master.destroy();
    await this.paths.close();
    const { second } = this;
    this.second = undefined;
    await second?.stop();
    this.recording?.stop();
  }

  /** Ends what goes on until the last look at the record. */
  async close(): Promise<void> {
    await this.capture?.end();
    this.capture = undefined;
  }
}

function noSuchAddress(address: string): string {
  const how = address.startsWith('127.') ? `; where a system has 127.0.0.1 only, give it the address (macOS: sudo ifconfig lo0 alias ${address})` : '; run spec104 on the machine that has it';
  return `this machine has no address ${address}${how}`;
}

export function interlockOf(target: Target): Interlock {
  return new Interlock(target.permissions, now);
}
