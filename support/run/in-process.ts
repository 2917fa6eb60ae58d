import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfiguration, loadSupport, runCucumber, type ISupportCodeLibrary } from '@cucumber/cucumber/api';
import type { Results } from '../verdict/results';
import { writeOptions, type RunOptions } from './options';
import { cucumberConfiguration, prepare } from './prepare';

/**
 * Runs on one lane inside this process, one after the other. Loading takes longer than most scenarios: who makes many
 * short runs loads once. A scenario that kills its process takes the runs of this process with it.
 */
export class InProcessRunner {
  private support: ISupportCodeLibrary | undefined;

  /** One run with its reports, as `npm test` makes it. Throws `NotStarted` as that does. */
  async run(options: RunOptions): Promise<Results> {
    writeOptions(options, process.env);
    const session = await prepare({ ...options, lanes: 1 }, process.env);
    const provided = { ...cucumberConfiguration(options, 1), parallel: 0 };
    const { runConfiguration } = await loadConfiguration({ file: false, provided });
    this.support ??= await loadSupport(runConfiguration);
    await runCucumber({ ...runConfiguration, support: this.support });
    return JSON.parse(readFileSync(join(session.runDir, 'results.json'), 'utf8')) as Results;
  }
}
