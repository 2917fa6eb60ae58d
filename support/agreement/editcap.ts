import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packetsOf } from '../record/capture-file';
import { pcapng } from '../record/pcapng';
import type { WireEvent } from '../record/record';
import { streamsOf } from '../record/tcp-streams';
import { output } from './program';

/** Wireshark's own converter reads the captures that we write, and we read the formats that it makes of them. */

const FORMATS = ['pcap', 'nsecpcap', 'pcapng'];
const STARTED = '2026-01-02T03:04:05.000Z';

export async function findEditcap(): Promise<{ readonly missing?: string }> {
  try {
    await output('editcap', ['--version']);
    return {};
  } catch {
    return { missing: 'editcap: install it (Debian: apt-get install wireshark-common; elsewhere it comes with Wireshark)' };
  }
}

/** What is wrong; nothing when each format gives the same octets and times. */
export async function captureFormats(apdus: readonly Uint8Array[]): Promise<string[]> {
  const events: WireEvent[] = apdus.map((octets, i) => ({
    kind: 'apdu', index: i + 1, time: i, direction: 'sent', connection: 'A', octets, apdu: { octets, defects: [] },
  }));
  const folder = mkdtempSync(join(tmpdir(), 'spec104-capture-'));
  try {
    writeFileSync(join(folder, 'in'), pcapng({ scenario: 's', clock: 'socket event', startedAt: STARTED, lagMs: 0, closeKindReliable: true, events }));
    const wrong: string[] = [];
    for (const format of FORMATS) {
      await output('editcap', ['-F', format, join(folder, 'in'), join(folder, format)]);
      const packets = packetsOf(readFileSync(join(folder, format)));
      const octets = Buffer.concat(streamsOf(packets).map((chunk) => chunk.octets));
      if (!octets.equals(Buffer.concat(apdus))) wrong.push(`${format}: ${octets.length} octets came back, not the ${Buffer.concat(apdus).length} that were written`);
      const off = packets.findIndex((packet, i) => Math.abs((packet.time ?? 0) - Date.parse(STARTED) / 1000 - i / 1000) > 1e-5);
      if (off !== -1) wrong.push(`${format}: packet ${off + 1} has the time ${packets[off]?.time ?? 'none'}`);
    }
    return wrong;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
