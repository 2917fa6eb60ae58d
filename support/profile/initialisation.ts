import { M_EI_NA_1 } from '../protocol/initialisation';
import { pics, type PicsAnswer } from './pics';
import type { Profile } from './profile';

const PATHS = [`application.types.${M_EI_NA_1}`, 'functions.remoteInitialisation'];

/** Whether the device sends M_EI_NA_1: its type identification and the procedure stand in two lists of 104:9, and a no in either is one. */
export function announcesInitialisation(profile: Profile | undefined): PicsAnswer {
  const answers = PATHS.map((path) => pics(profile, path));
  const said = (answer: PicsAnswer['answer']): PicsAnswer | undefined => answers.find((one) => one.answer === answer);
  return said('no') ?? said('yes') ?? { answer: 'unstated', line: answers.map(({ line }) => line).join('; ') };
}
