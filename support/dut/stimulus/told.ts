import { orderText, StimulusError, type Stimulus, type Verb } from './order';

/** A station that takes each order as one line: the embedded station, and containers under docker/README.md. */
export function toldStimulus(by: string, verbs: readonly Verb[], tell: (line: string) => Promise<unknown>): Stimulus {
  return {
    by,
    offers: new Map(verbs.map((verb) => [verb, 'exactly'])),
    otherwise: (verb) => `${by} does not know "${verb}"`,
    carryOut: async (order) => {
      try {
        await tell(orderText(order));
      } catch (error) {
        throw new StimulusError((error as Error).message, { cause: error });
      }
    },
  };
}
