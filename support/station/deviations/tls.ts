import type { PeerDefect } from '../peer';
import type { Deviation } from './deviation';

/** What an unsafe station does over TLS (62351-3). */

function admits(name: string, defects: readonly PeerDefect[], breaks: readonly string[], line: string): Deviation {
  return { name, breaks, line, tls: { tolerates: (defect) => defects.includes(defect) } };
}

export const TLS: readonly Deviation[] = [
  admits('admits-expired', ['expired'], ['TLS-027'], 'A certificate that has expired is admitted.'),
];
