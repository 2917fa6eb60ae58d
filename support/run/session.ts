import { join } from 'node:path';
import type { PreflightLine } from '../verdict/results';

/** What the coordinator settled before the lanes start; they take it from the environment. */
export interface Session {
  readonly runId: string;
  readonly runDir: string;
  /** How the device came to be trusted or declared out of service. A lane without this does not run. */
  readonly confirmed: string;
  readonly lanes: number;
  readonly preflight: readonly PreflightLine[];
  readonly startedAt: string;
}

const VARIABLE = 'SPEC104_SESSION';

export function writeSession(session: Session, env: NodeJS.ProcessEnv): void {
  env[VARIABLE] = JSON.stringify(session);
}

/** Throws when the run was not prepared: then nobody has asked whether the device is out of service. */
export function readSession(env: NodeJS.ProcessEnv): Session {
  const written = env[VARIABLE];
  if (written === undefined) {
    throw new Error('this run was not prepared: start it with `npm test`, or with `npx cucumber-js` and the configuration of the project');
  }
  return JSON.parse(written) as Session;
}

/** Where a lane says that it lives. */
export function lanePath(session: Session, lane: number): string {
  return join(session.runDir, '.lanes', String(lane));
}

/** Media type of the attachment in which a lane gives its account of a scenario. */
export const ACCOUNT_TYPE = 'application/vnd.spec104.account+json';
