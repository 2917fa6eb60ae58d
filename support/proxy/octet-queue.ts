/** Octets that wait, first in, first out. */
export class OctetQueue {
  private readonly pieces: Uint8Array[] = [];
  private octets = 0;

  get size(): number {
    return this.octets;
  }

  add(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.pieces.push(piece);
    this.octets += piece.length;
  }

  /** Takes at most `most` octets off the front, never more than one piece as it was added; empty when nothing waits. */
  next(most = Infinity): Uint8Array {
    const first = this.pieces[0];
    if (first === undefined) return new Uint8Array(0);
    if (first.length <= most) {
      this.pieces.shift();
      this.octets -= first.length;
      return first;
    }
    this.pieces[0] = first.subarray(most);
    this.octets -= most;
    return first.subarray(0, most);
  }

  /** Takes everything as one piece. */
  all(): Uint8Array {
    const only = this.pieces.length === 1 ? this.pieces[0] : undefined;
    const whole = only ?? joined(this.pieces, this.octets);
    this.pieces.length = 0;
    this.octets = 0;
    return whole;
  }
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
