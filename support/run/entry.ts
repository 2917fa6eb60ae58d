import { After, AfterAll, Before, BeforeAll, setDefaultTimeout, setParallelCanAssign, setWorldConstructor } from '@cucumber/cucumber';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openDevice } from '../dut/open';
import { resolveTarget } from '../dut/target';
import { invariantParameters, judgeInvariants } from '../oracles/invariants';
import type { WireRecord } from '../record/record';
import { writeEvidence } from '../report/evidence';
import type { ScenarioAccount } from '../verdict/judgement';
import { faultsOf } from '../oracles/faults';
import { inapplicable } from './applicability';
import { ACCOUNT_TYPE, lanePath, readSession } from './session';
import { readOptions } from './options';
import { LossWatch } from './loss';
import { soundCheck, type SoundChecked } from './sound-check';
import { clientByDefault } from './tls-client';
import { isExclusive, requirementsOf, scenarioId } from './tags';
import { interlockOf, Spec104World, type LaneContext } from './world';

/** The one file that cucumber loads: lane, world and hooks. Nothing is judged here; hooks only begin, end and account. */

const lane = Number(process.env['CUCUMBER_WORKER_ID'] ?? 0);
let context: LaneContext | undefined;

setWorldConstructor(Spec104World);
// Every wait of ours is bounded by the timers of the profile; this bound is only for a wait that forgot to be.
setDefaultTimeout(15 * 60 * 1000);

// A scenario that disturbs others (`@exclusive`) runs when no other does.
setParallelCanAssign((next, running) => {
  const exclusive = (pickle: typeof next): boolean => isExclusive(pickle.tags.map((tag) => tag.name));
  return running.length === 0 || (!exclusive(next) && !running.some(exclusive));
});

let guarded = false;

/** The scenario that runs on this lane. */
let current: Spec104World | undefined;
const LONGEST_FAREWELL_MS = 5000;

function runs(world: Spec104World): void {
  current = world;
}

/** Once a process, however many runs it makes. */
function endWithCoordinator(): void {
  if (guarded) return;
  guarded = true;
  // The coordinator decides about an interruption; the end of its process ends the lane.
  process.on('SIGINT', () => undefined);
  process.once('disconnect', () => {
    // What the interrupted scenario owes to the device comes first, but nobody waits for it without end.
    const owed = Promise.race([current?.end(), delay(LONGEST_FAREWELL_MS)]).catch(() => undefined);
    void owed.then(() => context?.device.stop()).finally(() => process.exit(1));
  });
}

BeforeAll(async () => {
  endWithCoordinator();
  const session = readSession(process.env);
  const file = lanePath(session, lane);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, String(process.pid));
  const options = readOptions(process.env);
  const target = resolveTarget(options);
  const device = await openDevice(target, { lane, runId: session.runId });
  const interlock = interlockOf(target);
  const tls = await clientByDefault(target.profile, device.secure);
  const soundAgain = (name?: string): Promise<SoundChecked> => soundCheck({ endpoint: device.endpoint, settings: target.settings, interlock, ...(name === undefined ? {} : { name }), ...(tls === undefined ? {} : { tls }) });
  const { record, ...soundness } = await soundAgain();
  // All lanes of a device find the same.
  const keep = async (shown: WireRecord): Promise<void> => void (await writeEvidence(shown, session.runDir));
  if (soundness.never.length > 0) await keep(record);
  context = { target, device, interlock, soundness, losses: new LossWatch(soundness, soundAgain, keep, device.revive), lane, discovered: {}, captures: options.clock === 'capture' };
});

AfterAll(async () => {
  // Only a lane that dies leaves its mark behind.
  rmSync(lanePath(readSession(process.env), lane), { force: true });
  await context?.device.stop();
  context = undefined;
});

Before(async function (this: Spec104World, { pickle }) {
  if (context === undefined) throw new Error('the lane has no device');
  const tags = pickle.tags.map((tag) => tag.name);
  runs(this);
  await this.begin(context, scenarioId(tags) ?? pickle.id, requirementsOf(tags));
  const line = inapplicable(this.requirements, context.target);
  const lost = line === undefined ? await context.losses.stillText() : undefined;
  if (line !== undefined) this.aside = { verdict: 'not applicable', reason: `the PICS says ${line}` };
  else if (lost !== undefined) this.aside = { verdict: 'inconclusive', reason: lost };
  else return undefined;
  return 'skipped';
});

After(async function (this: Spec104World) {
  if (!this.began) return;
  await this.end();
  const record = await this.record();
  await this.close();
  const held = record.events.find((event) => event.kind === 'held back');
  if (held?.kind === 'held back') {
    this.aside = { verdict: 'not executed', reason: `held back: ${held.reason}; to permit it, put into the profile: ${held.permit}` };
  }
  const evidence = record.events.length === 0 ? [] : await writeEvidence(record, readSession(process.env).runDir);
  const account: ScenarioAccount = {
    id: this.id,
    findings: await this.lane.losses.judged(this.id, this.findings),
    invariants: judgeInvariants(record, invariantParameters(this.lane.target.profile, this.lane.target.settings.apci)),
    ...(this.aside === undefined ? {} : { setAside: this.aside }),
    faults: faultsOf(record),
    evidence,
    lane,
    startedAt: this.startedAt,
    measured: this.measured,
  };
  this.attach(JSON.stringify(account), ACCOUNT_TYPE);
});
