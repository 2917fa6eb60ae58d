import type { AsduDraft } from '../../protocol/asdu';

/**
 * What can be asked of the process side of a controlled station, whoever carries it out: the process behind the embedded
 * station, an engine for containers, a program or address of the user, a wire from an output to an input, a person.
 */
export type Order =
  /** `count` spontaneous events, one after the other. */
  | { readonly verb: 'events'; readonly count: number }
  /** `count` events of the object that counts: each carries a number, one more than that before it. */
  | { readonly verb: 'count'; readonly count: number }
  /** One object changes its state once, as if moved at the device. */
  | { readonly verb: 'operate'; readonly object: ObjectAddress }
  /** The station ends as if its power went, and comes up again at the same address. */
  | { readonly verb: 'restart' }
  /** The station stands still for so many milliseconds; its TCP connections stay. */
  | { readonly verb: 'freeze'; readonly ms: number }
  /** The clock of the station is set at the device. */
  | { readonly verb: 'clock'; readonly at: Date }
  /** Cyclic data every so many milliseconds; 0 ends them. */
  | { readonly verb: 'cyclic'; readonly ms: number };

export interface ObjectAddress {
  readonly ca: number;
  readonly ioa: number;
}

export type Verb = Order['verb'];

/** Every verb, in the order in which people are told. */
export const VERBS = ['events', 'count', 'operate', 'restart', 'freeze', 'clock', 'cyclic'] as const satisfies readonly Verb[];

/** Whether `events n` makes n events and no other, or n at least: a contact may bounce, a person may turn twice. */
export type Precision = 'exactly' | 'at least';

/** What a stimulus may need from the scenario that asks for it. */
export interface Aid {
  readonly signal?: AbortSignal;
  /** Sends a command on a started connection and waits for the end of its course; absent while none is started. */
  readonly command?: (asdu: AsduDraft) => Promise<void>;
}

export interface Stimulus {
  /** How it comes about, for people. */
  readonly by: string;
  /** How well it carries out each verb that it offers. */
  readonly offers: ReadonlyMap<Verb, Precision>;
  /** Why it offers no more than that; ends in the line that would offer it. */
  readonly otherwise: (verb: Verb) => string;
  /** Returns when it is carried out, as far as that can be known. Throws `StimulusError`. */
  carryOut(order: Order, aid: Aid): Promise<void>;
}

/** An order was not carried out, or it is unknown whether it was. The message says why. */
export class StimulusError extends Error {
  readonly code = 'stimulus-failed';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StimulusError';
  }
}

/** For the record. */
export function orderText(order: Order): string {
  switch (order.verb) {
    case 'events':
    case 'count':
      return `${order.verb} ${order.count}`;
    case 'operate':
      return `operate ${order.object.ca} ${order.object.ioa}`;
    case 'restart':
      return 'restart';
    case 'freeze':
    case 'cyclic':
      return `${order.verb} ${order.ms}`;
    case 'clock':
      return `clock ${order.at.getTime()}`;
  }
}
