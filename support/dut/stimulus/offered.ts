import type { Profile } from '../../profile/profile';
import type { HeldBack } from '../../transport/guard';
import type { Permissions } from '../interlock';
import { commandStimulus, httpStimulus } from './hook';
import { loopbackStimulus } from './loopback';
import type { Order, Stimulus } from './order';
import { promptStimulus, terminalOf } from './prompt';

/** What the profile of a device offers to make its process side act. */
export function stimulusOf(profile: Profile, env: NodeJS.ProcessEnv = process.env): Stimulus {
  const declared = profile.stimulus ?? { kind: 'none' };
  switch (declared.kind) {
    case 'none':
      return NONE;
    case 'command':
      return commandStimulus(declared);
    case 'http':
      return httpStimulus(declared);
    case 'loopback':
      return loopbackStimulus(declared, profile);
    case 'prompt':
      return promptStimulus(declared, terminalOf(env));
  }
}

const NONE: Stimulus = {
  by: 'nothing',
  offers: new Map(),
  otherwise: (verb) => `the profile has no stimulus; put into it, for example: stimulus: { kind: command, command: ..., verbs: [${verb}] } or stimulus: { kind: prompt, verbs: [${verb}] }`,
  carryOut: () => Promise.resolve(),
};

/**
 * What the profile must permit besides the stimulus itself (law 7): an order that could move the process, its clock or
 * the device needs the same word as the APDU that would. `undefined` lets it pass.
 */
export function heldBack(order: Order, permissions: Permissions): HeldBack | undefined {
  switch (order.verb) {
    case 'operate': {
      const { ca, ioa } = order.object;
      if (!permissions.operate) return { reason: `object ${ioa} of common address ${ca} would be operated`, permit: 'allow: { operate: true }' };
      if (permissions.mayOperate(ca, ioa)) return undefined;
      return { reason: `object ${ioa} of common address ${ca} would be operated`, permit: `objects: [{ ca: ${ca}, ioa: ${ioa}, operate: true }]` };
    }
    case 'clock':
      return permissions.clock ? undefined : { reason: 'the clock of the device would be set', permit: 'allow: { clock: true }' };
    case 'restart':
      return permissions.reset ? undefined : { reason: 'the device would be restarted', permit: 'allow: { reset: true }' };
    // The process stays as it is; that its state is reported is what the stimulus was declared for.
    case 'events':
    case 'count':
    case 'cyclic':
    case 'freeze':
      return undefined;
  }
}
