import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rmSync } from 'node:fs';
import type { Envelope, GherkinDocument, Pickle } from '@cucumber/messages';
import { removeContainers } from '../dut/container';
import { resolveTarget } from '../dut/target';
import { consoleReport } from '../report/console';
import { columnsOf, wantsColour } from '../report/terminal';
import { writeReports } from '../report/write';
import { now } from '../transport/clock';
import type { Results } from '../verdict/results';
import { resultsOf } from './account';
import { plannedMs } from './applicability';
import { Collector, plannedFrom } from './collect';
import { readOptions, type RunOptions } from './options';
import { Progress } from './progress';
import { isChosen } from './selection';
import { ACCOUNT_TYPE, lanePath, readSession, type Session } from './session';
import { requirementsOf, scenarioId } from './tags';

/** The coordinator's side of a run, as a cucumber plugin: plan, progress, account, reports, exit code. */

const WATCH_MS = 500;

interface Filterable {
  readonly pickle: Pickle;
  readonly gherkinDocument: GherkinDocument;
}

interface Context {
  readonly operation: string;
  on(event: 'message', handler: (envelope: Envelope) => void): void;
  transform(event: 'pickles:filter' | 'pickles:order', handler: (pickles: readonly Filterable[]) => Filterable[]): void;
}

const plugin = {
  type: 'plugin' as const,
  coordinator(context: Context): (() => Promise<void>) | undefined {
    if (context.operation !== 'runCucumber') return undefined;
    const options = readOptions(process.env);
    if (options.dryRun) return undefined;
    const session = readSession(process.env);
    const target = resolveTarget(options);
    const begun = now();
    const progress = new Progress(process.stdout, session.lanes, options.strict);
    const collector = new Collector(ACCOUNT_TYPE, {
      started: (planned) => progress.started(planned),
      finished: (planned, execution) => progress.finished(planned, execution),
    });
    let reported = false;

    const report = async (interrupted: boolean): Promise<void> => {
      if (reported) return;
      reported = true;
      // What lanes do from here on, while their devices go away, is no account of the device any more.
      const scenarios = collector.scenarios();
      clearInterval(watch);
      progress.stop();
      rmSync(dirname(lanePath(session, 0)), { recursive: true, force: true });
      if (options.container !== undefined) await removeContainers(session.runId);
      const results = resultsOf(options, session, {
        scenarios,
        interrupted,
        durationMs: now() - begun,
        runErrors: collector.runErrors,
      });
      await publish(results, session.runDir, options.html && !interrupted);
    };

    const onSignal = (): void => {
      void report(true).finally(() => process.exit());
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
    const watch = setInterval(() => {
      if (!allLanesLost(session, collector)) return;
      void report(false).finally(() => process.exit());
    }, WATCH_MS);
    watch.unref();

    context.on('message', (envelope) => {
      if (!reported) collector.take(envelope);
    });
    context.transform('pickles:filter', (pickles) => pickles.filter(({ pickle }) => chosen(pickle, options)));
    context.transform('pickles:order', (pickles) => {
      const estimated = pickles.map((one) => ({
        one,
        id: plannedFrom(one.pickle, one.gherkinDocument).id,
        estimateMs: plannedMs(one.pickle.tags.map((tag) => tag.name), target),
      }));
      progress.plan(estimated);
      // The longest first: then the lanes end at about the same time.
      return estimated.sort((a, b) => b.estimateMs - a.estimateMs).map(({ one }) => one);
    });
    return async () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
      await report(false);
    };
  },
};

export default plugin;

let exitCode: number | undefined;

/** The exit code of this process, whoever ends it; where it makes several runs, that of the last. */
function leaveWith(code: number): void {
  if (exitCode === undefined) process.on('exit', () => (process.exitCode = exitCode));
  exitCode = code;
}

/** Writes and prints the results, and makes their exit code that of this process, whoever ends it. */
export async function publish(results: Results, runDir: string, html: boolean): Promise<void> {
  leaveWith(results.run.exitCode);
  const reports = await writeReports(results, [], runDir, { html });
  const width = columnsOf(process.stdout);
  process.stdout.write(consoleReport(results, { reports, runDir, width, colour: wantsColour(process.stdout, process.env) }));
}

function chosen(pickle: Pickle, options: RunOptions): boolean {
  const tags = pickle.tags.map((tag) => tag.name);
  return isChosen(options, { id: scenarioId(tags) ?? '', requirements: requirementsOf(tags), tags });
}

/**
 * True when scenarios are running according to the account, and none of the lanes that could run them lives any more,
 * or only lost lanes hold what an exclusive scenario waits for. Cucumber itself would wait for ever.
 */
function allLanesLost(session: Session, collector: Collector): boolean {
  let lanes: string[];
  try {
    lanes = readdirSync(dirname(lanePath(session, 0)));
  } catch {
    return false;
  }
  const dead = lanes.filter((lane) => !alive(Number(readFileSync(join(dirname(lanePath(session, 0)), lane), 'utf8'))));
  return dead.length > 0 && collector.running().length > 0 && collector.running().length <= dead.length && collector.idleMs() > 5 * WATCH_MS;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
