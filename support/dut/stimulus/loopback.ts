import type { Profile, ProfileObject, Stimulus as Declared } from '../../profile/profile';
import { CAUSE } from '../../protocol/causes';
import { TYPES } from '../../protocol/types';
import { StimulusError, type Stimulus } from './order';

type Loopback = Extract<Declared, { kind: 'loopback' }>;

const SINGLE_COMMAND = 45;
const DOUBLE_COMMAND = 46;

/**
 * An output wired to an input: each command to the output makes one event of the input, or two where the input passes
 * through an intermediate state. It needs data transfer, so it makes no event while nobody may receive one.
 */
export function loopbackStimulus(declared: Loopback, profile: Profile): Stimulus {
  const { command, input } = declared;
  const object = (profile.objects ?? []).find(({ ca, ioa, type }) => ca === command.ca && ioa === command.ioa && valueOf(type, false) !== undefined);
  let on = false;
  return {
    by: `the output ${command.ioa} wired to the input ${input.ioa}`,
    offers: new Map([['events', 'at least']]),
    otherwise: (verb) =>
      verb === 'events'
        ? 'a wire from an output to an input brings one event or two for each command, and only while data transfer is started; for exactly so many put into the profile: stimulus: { kind: command, command: ..., arguments: ["{count}"], exact: true }'
        : `a wire from an output to an input cannot do "${verb}"; a program can: stimulus: { kind: command, command: ..., verbs: [events, ${verb}] }`,
    carryOut: async (order, { command: send }) => {
      if (order.verb !== 'events') throw new StimulusError(`a wire from an output to an input cannot do "${order.verb}"`);
      if (object === undefined) throw new StimulusError(`object ${command.ioa} of common address ${command.ca} is not listed as a single or double command; put into the profile: objects: [{ ca: ${command.ca}, ioa: ${command.ioa}, type: 45, operate: true }]`);
      if (send === undefined) throw new StimulusError('an output wired to an input needs started data transfer, and this is wanted while there is none');
      for (let i = 0; i < order.count; i++) {
        on = !on;
        await send({ type: object.type, cause: CAUSE.activation, commonAddress: object.ca, objects: [{ address: object.ioa, fields: fieldsOf(object, on) }] });
      }
    },
  };
}

function valueOf(type: number, on: boolean): number | undefined {
  if (type === SINGLE_COMMAND) return on ? 1 : 0;
  if (type === DOUBLE_COMMAND) return on ? 2 : 1;
  return undefined;
}

function fieldsOf({ type }: ProfileObject, on: boolean): Readonly<Record<string, number>> {
  const field = TYPES.get(type)?.fields[0]?.name;
  return field === undefined ? {} : { [field]: valueOf(type, on) ?? 0 };
}
