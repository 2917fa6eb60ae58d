import type { IConfiguration } from '@cucumber/cucumber/api';
import { readOptions } from './options';
import { configurationForCucumber as prepared, NotStarted } from './prepare';
import { printNotStarted } from './not-started';

/** What cucumber's configuration file exports. A run that cannot begin ends the process here, with its exit code. */
export async function configurationForCucumber(env: NodeJS.ProcessEnv = process.env): Promise<Partial<IConfiguration>> {
  try {
    return await prepared(env);
  } catch (error) {
    if (error instanceof NotStarted) {
      await printNotStarted(error, readOptions(env));
      process.exit(error.exitCode);
    }
    if (error instanceof RangeError) {
      process.stderr.write(`${error.message}\n`);
      process.exit(2);
    }
    throw error;
  }
}

