import { createInterface } from 'node:readline/promises';
import type { Stimulus as Declared } from '../../profile/profile';
import { StimulusError, type Order, type Stimulus, type Verb } from './order';

type Prompt = Extract<Declared, { kind: 'prompt' }>;

/** Puts a text before somebody and returns what was typed; ends with the signal. */
export type Ask = (text: string, signal: AbortSignal) => Promise<string>;

/** What a person at a bench can do; nobody makes cyclic data by hand. */
const BY_HAND: readonly Verb[] = ['events', 'operate', 'restart', 'clock'];
const DEFAULT_S = 60;

/** Somebody at the device is asked to act; `ask` is absent where nobody sits at a terminal. */
export function promptStimulus(declared: Prompt, ask: Ask | undefined): Stimulus {
  const verbs = ask === undefined ? [] : BY_HAND.filter((verb) => (declared.verbs ?? ['events']).includes(verb));
  const seconds = declared.timeout ?? DEFAULT_S;
  return {
    by: 'somebody at the device',
    // Who presses a button may press it twice.
    offers: new Map(verbs.map((verb) => [verb, verb === 'events' ? 'at least' : 'exactly'])),
    otherwise: (verb) => {
      if (ask === undefined) return 'somebody at the device would have to act, and nobody sits at a terminal of this run: start it on a terminal, or put into the profile: stimulus: { kind: command, command: ... }';
      if (verbs.includes(verb)) return 'a person brings so many events at least; for exactly so many put into the profile: stimulus: { kind: command, command: ..., arguments: ["{count}"], exact: true }';
      return BY_HAND.includes(verb)
        ? `nobody is declared to be asked for "${verb}"; put into the profile: stimulus: { kind: prompt, verbs: [${[...verbs, verb].join(', ')}] }`
        : `a person cannot do "${verb}"; a program can: stimulus: { kind: command, command: ..., verbs: [events, ${verb}] }`;
    },
    carryOut: async (order, { signal }) => {
      if (ask === undefined) throw new StimulusError('nobody sits at a terminal of this run');
      const limit = AbortSignal.timeout(seconds * 1000);
      const text = `\n>> ${taskOf(order, declared.text)} - within ${seconds} s, then press Enter (or type "no"): `;
      let typed: string;
      try {
        typed = await ask(text, signal === undefined ? limit : AbortSignal.any([limit, signal]));
      } catch (error) {
        const why = limit.aborted ? `nobody answered within ${seconds} s` : 'the question was ended with the scenario';
        throw new StimulusError(`${why}: ${taskOf(order, declared.text)}`, { cause: error });
      }
      if (/^n/i.test(typed.trim())) throw new StimulusError(`it was not done, by the answer at the prompt: ${taskOf(order, declared.text)}`);
    },
  };
}

function taskOf(order: Order, text: string | undefined): string {
  switch (order.verb) {
    case 'events':
      return `${text ?? 'Make the device report an event: switch one of its inputs'}${order.count === 1 ? '' : `, ${order.count} times`}`;
    case 'count':
      return `Make the object that counts report ${order.count} events`;
    case 'operate':
      return `Change the state of object ${order.object.ioa} of common address ${order.object.ca} once`;
    case 'restart':
      return 'Restart the device (switch its supply off and on)';
    case 'freeze':
      return `Make the device stand still for ${order.ms} ms`;
    case 'clock':
      return `Set the clock of the device to ${order.at.toISOString()}`;
    case 'cyclic':
      return `Make the device send cyclic data every ${order.ms} ms`;
  }
}

/** The terminal of this process; none in CI, where a question would wait for nobody. */
export function terminalOf(env: NodeJS.ProcessEnv): Ask | undefined {
  if (process.stdin.isTTY !== true || env['CI'] !== undefined) return undefined;
  return async (text, signal) => {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await terminal.question(text, { signal });
    } finally {
      terminal.close();
    }
  };
}
