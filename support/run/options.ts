/** What the user asked of a run; the command line writes it, `npx cucumber-js` alone leaves it to the environment. */
export interface RunOptions {
  /** Address of a device; absent: the embedded station, or a container. */
  readonly host?: string;
  readonly port?: number;
  /** Path of the profile. */
  readonly profile?: string;
  /** Name of a folder in docker/. */
  readonly container?: string;
  /** Deviations of the embedded station. */
  readonly deviations: readonly string[];
  readonly tags?: string;
  /** Scenario or requirement ids. */
  readonly ids: readonly string[];
  readonly strict: boolean;
  readonly dryRun: boolean;
  readonly lanes?: number;
  /** Folder under which the run's folder is made. */
  readonly out: string;
  readonly seed: number;
  readonly outOfService: boolean;
  /** Folder of the feature files; the self-tests bring their own. */
  readonly features: string;
  /** Further step files of the user's own scenarios. */
  readonly steps: readonly string[];
  /** What stamps the frames: the sockets of this process, or tcpdump beside them. */
  readonly clock: 'socket' | 'capture';
  /** Generate the Allure HTML. */
  readonly html: boolean;
  readonly command: string;
}

const VARIABLE = 'SPEC104_OPTIONS';

export const DEFAULT_OPTIONS: RunOptions = {
  deviations: [],
  ids: [],
  strict: false,
  dryRun: false,
  out: 'reports',
  seed: 104,
  outOfService: false,
  features: 'features',
  steps: [],
  clock: 'socket',
  html: true,
  command: 'npx cucumber-js',
};

/** For the lanes, which are processes of their own, and for cucumber's configuration file. */
export function writeOptions(options: RunOptions, env: NodeJS.ProcessEnv): void {
  env[VARIABLE] = JSON.stringify(options);
}

/**
 * The options of this process: those of the command line, else `DUT_HOST`, `DUT_PORT`, `DUT_PROFILE`,
 * `SPEC104_OUT_OF_SERVICE`. Throws `RangeError` for a port that is none.
 */
export function readOptions(env: NodeJS.ProcessEnv): RunOptions {
  const written = env[VARIABLE];
  if (written !== undefined) return JSON.parse(written) as RunOptions;
  return { ...DEFAULT_OPTIONS, ...optionsOfEnvironment(env) };
}

export function optionsOfEnvironment(env: NodeJS.ProcessEnv): Partial<RunOptions> {
  return {
    ...(env['DUT_HOST'] ? { host: env['DUT_HOST'] } : {}),
    ...(env['DUT_PORT'] ? { port: portOf(env['DUT_PORT'], 'DUT_PORT') } : {}),
    ...(env['DUT_PROFILE'] ? { profile: env['DUT_PROFILE'] } : {}),
    ...(env['SPEC104_OUT_OF_SERVICE'] === '1' ? { outOfService: true } : {}),
  };
}

/** A TCP port. Throws `RangeError` that names where it was given. */
export function portOf(text: string, where: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65535) {
    throw new RangeError(`${where}: expected a TCP port from 1 to 65535, got "${text}"`);
  }
  return port;
}
