import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestPki } from '../transport/pki/test-pki';
import type { RunningContainer } from './container';
import type { SecureAccess } from './device';

/** The files of a containerised station's TLS (docker/README.md), made for one lane and taken away with it. */
export class ContainerTls {
  private constructor(
    /** Absolute path on this host; it is mounted into the container. */
    readonly folder: string,
    private readonly pki: TestPki,
  ) {}

  static async create(): Promise<ContainerTls> {
    const folder = await mkdtemp(join(tmpdir(), 'spec104-tls-'));
    try {
      const pki = await TestPki.create();
      const tls = new ContainerTls(folder, pki);
      const { key, chain, trust, revocation } = await pki.device();
      await Promise.all([
        writeFile(join(folder, 'server.key'), key, { mode: 0o600 }),
        writeFile(join(folder, 'server.pem'), chain),
        writeFile(join(folder, 'ca.pem'), trust.join('')),
        tls.writeLists(revocation),
      ]);
      return tls;
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** How the station is reached with these files. Throws `control-failed`. */
  async accessTo(container: RunningContainer): Promise<SecureAccess> {
    const access = { endpoint: { host: container.host, port: container.port }, pki: this.pki };
    const { crl } = JSON.parse(await container.control('status')) as { readonly crl?: boolean };
    if (crl !== true) return access;
    return {
      ...access,
      revoke: async (lists) => {
        await this.writeLists(lists);
        await container.control('crl');
      },
    };
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  private writeLists(lists: readonly string[]): Promise<void> {
    return writeFile(join(this.folder, 'crl.pem'), lists.join(''));
  }
}
