import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { IConfiguration } from '@cucumber/cucumber/api';
import { buildImage, engineAvailable } from '../dut/container';
import { confirmOutOfService } from '../dut/out-of-service';
import type { SecureAccess } from '../dut/device';
import { preflight, type PreflightReport } from '../dut/preflight';
import { secureAccessOf } from '../dut/secure-access';
import { resolveTarget, TargetError, type Target } from '../dut/target';
import { ProfileError } from '../profile/parse';
import { assertWritable } from '../report/write';
import { ReportError } from '../report/report-error';
import { CaptureUnavailable, PacketCapture } from '../transport/packet-capture';
import type { Endpoint } from '../transport/connection';
import { PkiError } from '../transport/pki/folder';
import type { TlsClient } from '../transport/tls-wire';
import type { PreflightLine } from '../verdict/results';
import { lanesOf } from './lanes';
import type { RunOptions } from './options';
import { readOptions } from './options';
import { chosenScenarios, SelectionError } from './selection';
import { clientOf } from './tls-client';
import { writeSession, type Session } from './session';
import { interlockOf } from './world';

/** The run cannot begin: what to print, and the exit code (2: usage or profile, nothing sent; 3: no device to judge). */
export class NotStarted extends Error {
  constructor(
    message: string,
    readonly exitCode: 2 | 3,
    readonly preflight: readonly PreflightLine[] = [],
  ) {
    super(message);
    this.name = 'NotStarted';
  }
}

/** Checks the choice of scenarios and resolves the device, or throws `NotStarted` with a message for the user. Sends nothing. */
export function targetOf(options: RunOptions): Target {
  try {
    chosenScenarios(options);
    return resolveTarget(options);
  } catch (error) {
    if (error instanceof SelectionError || error instanceof TargetError || error instanceof ProfileError) throw new NotStarted(error.message, 2);
    throw error;
  }
}

/** Everything before the first scenario: device, output folder, consent, engine, preflight. Throws `NotStarted`. */
export async function prepare(options: RunOptions, env: NodeJS.ProcessEnv): Promise<Session> {
  const target = targetOf(options);
  const lanes = lanesOf(options.lanes, target);
  for (const remark of [...target.remarks, ...(lanes.remark === undefined ? [] : [lanes.remark])]) process.stderr.write(`${remark}\n`);
  const startedAt = new Date().toISOString();
  const runId = `${startedAt.replace(/[:.]/g, '-').slice(0, 19)}-${randomBytes(2).toString('hex')}`;
  const runDir = resolve(join(options.out, runId));
  await writable(runDir);
  const confirmed = await consent(options, target, env);
  if (target.container !== undefined) {
    const engine = await engineAvailable();
    if (!engine.available) throw new NotStarted(engine.reason, 3);
    await buildImage(target.container);
  }
  await clockOf(options);
  const lines = await reach(target);
  const session: Session = { runId, runDir, confirmed, lanes: lanes.count, preflight: lines, startedAt };
  writeSession(session, env);
  return session;
}

async function writable(runDir: string): Promise<void> {
  try {
    await assertWritable(runDir);
  } catch (error) {
    if (error instanceof ReportError) throw new NotStarted(error.message, 2);
    throw error;
  }
}

/** Whether packets can be captured here is found out before the run. */
async function clockOf({ clock }: RunOptions): Promise<void> {
  if (clock !== 'capture') return;
  try {
    await (await PacketCapture.begin([104])).end();
  } catch (error) {
    if (error instanceof CaptureUnavailable) throw new NotStarted(`--clock capture: ${error.message}; without it the frames are stamped by the sockets`, 2);
    throw error;
  }
}

async function consent(options: RunOptions, target: Target, env: NodeJS.ProcessEnv): Promise<string> {
  if (target.kind !== 'address') return 'started by spec104 itself';
  const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true && env['CI'] === undefined;
  const answer = await confirmOutOfService({
    flag: options.outOfService,
    env,
    profile: target.profile.outOfService === true,
    isTTY: interactive,
    ask: async (question) => {
      const terminal = createInterface({ input: process.stdin, output: process.stdout });
      try {
        return await terminal.question(question);
      } finally {
        terminal.close();
      }
    },
  });
  if (!answer.ok) throw new NotStarted(answer.message, 2);
  return answer.how;
}

async function reach(target: Target): Promise<readonly PreflightLine[]> {
  if (target.endpoint === undefined) return [];
  const { profile, settings } = target;
  const secure = await secureAccess(target, target.endpoint);
  const look = (endpoint: Endpoint, tls?: TlsClient): Promise<PreflightReport> =>
    preflight(endpoint, {
      t0Ms: settings.apci.t0,
      t1Ms: settings.apci.t1,
      guard: interlockOf(target),
      connections: settings.connections,
      ...(tls === undefined ? {} : { tls }),
    });
  const reports: PreflightReport[] = [];
  if (profile.endpoint?.tls !== true) reports.push(await look(target.endpoint));
  if (secure !== undefined && reports.every(({ ok }) => ok)) reports.push(await look(secure.endpoint, await clientOf(secure, 'valid')));
  const lines = reports.flatMap((report) => report.lines);
  if (reports.some(({ ok }) => !ok)) throw new NotStarted('the preflight failed: no scenario was run', 3, lines);
  return lines;
}

/** The way over TLS, where the profile names one; wrong files are a matter of the user's own. */
async function secureAccess(target: Target, endpoint: Endpoint): Promise<SecureAccess | undefined> {
  const { profile } = target;
  if (profile.endpoint?.tls === true && profile.tls?.pki === undefined) {
    throw new NotStarted('the profile says endpoint.tls and not with which certificates: make them with "npm run pki -- --out pki", load the device from that folder, and put into the profile: tls: { used: true, pki: pki }', 2);
  }
  try {
    return await secureAccessOf(profile, endpoint);
  } catch (error) {
    if (error instanceof PkiError) throw new NotStarted(error.message, 2);
    throw error;
  }
}

/** Cucumber's configuration for a prepared run; one place for `npm test` and `npx cucumber-js`. */
export function cucumberConfiguration(options: RunOptions, lanes: number): Partial<IConfiguration> {
  return {
    paths: [`${options.features}/**/*.feature`],
    requireModule: ['ts-node/register'],
    require: ['support/run/entry.ts', 'steps/index.ts', ...options.steps],
    plugin: ['./support/run/plugin.cjs'],
    format: ['./support/run/quiet-formatter.cjs'],
    ...(options.tags === undefined ? {} : { tags: options.tags }),
    // A scenario that kills its process takes a lane with it, never the account of the run: always separate processes.
    parallel: options.dryRun ? 0 : lanes,
    dryRun: options.dryRun,
    retry: 0,
    publish: false,
  };
}

/** For cucumber's configuration file: prepares the run unless the command line has. */
export async function configurationForCucumber(env: NodeJS.ProcessEnv): Promise<Partial<IConfiguration>> {
  const options = readOptions(env);
  const session = await prepare(options, env);
  return cucumberConfiguration(options, session.lanes);
}
