import { expect } from 'chai';
import { buildImage, ContainerError, startContainer, stationNames } from './container';
import { engineAvailable } from './container-engine';
import { buildContext } from './container-image';

async function rejection(action: Promise<unknown>): Promise<ContainerError> {
  const thrown: unknown = await action.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof ContainerError) return thrown;
  throw new Error(`expected a ContainerError, got ${String(thrown)}`);
}

describe('container: what is sent to the engine', () => {
  it('is the folder of the station, where nothing else is said', () => {
    const context = buildContext('lib60870');
    expect(context.dockerfile).to.equal('Dockerfile');
    expect(context.sources).to.include.members(['Dockerfile', 'station.c']);
  });

  it('is what the ignore file lets in, where the image is made from the project', () => {
    const context = buildContext('station');
    expect(context.dockerfile).to.equal('docker/station/Dockerfile');
    expect(context.sources).to.include.members(['package.json', 'package-lock.json', 'support']);
    expect(context.sources).not.to.include('node_modules');
  });

  it('names the stations there are when asked for one that is not', async () => {
    const error = await rejection(buildImage('lib60871'));
    expect(error.code).to.equal('no-such-station');
    for (const name of stationNames()) expect(error.message).to.include(name);
  });
});

describe('container: without an engine', () => {
  const configured = process.env['DOCKER_HOST'];

  beforeEach(() => {
    process.env['DOCKER_HOST'] = 'unix:///nowhere/engine.sock';
  });

  afterEach(() => {
    if (configured === undefined) delete process.env['DOCKER_HOST'];
    else process.env['DOCKER_HOST'] = configured;
  });

  it('says that none answers and how to get one, and starts nothing', async () => {
    const { available, reason } = await engineAvailable();
    expect(available).to.equal(false);
    expect(reason).to.include('/nowhere/engine.sock').and.include('install and start Docker');
    const error = await rejection(startContainer({ name: 'lib60870', lane: 0, runId: `none-${process.pid}` }));
    expect(error.code).to.equal('no-engine');
  });
});
