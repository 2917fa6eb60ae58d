/** How the device came to be declared out of service. */
export interface OutOfServiceQuestion {
  /** `--out-of-service`. */
  readonly flag: boolean;
  readonly env: NodeJS.ProcessEnv;
  /** `outOfService: true` in the profile. */
  readonly profile: boolean;
  readonly isTTY: boolean;
  readonly ask: (question: string) => Promise<string>;
}

export type OutOfServiceAnswer = { readonly ok: true; readonly how: string } | { readonly ok: false; readonly message: string };

const QUESTION =
  'A run takes over data transfer on the device and consumes its buffered events.\n' +
  'Is the device out of service, so that nothing in operation depends on it? Type "yes": ';

const HOW_TO = 'say so by --out-of-service, by `outOfService: true` in the profile, or by SPEC104_OUT_OF_SERVICE=1';

/**
 * Law 7: on anything that spec104 did not start itself, a run begins only when the user says that the device is out of
 * service. An address proves nothing, loopback included: it may be a tunnel.
 */
export async function confirmOutOfService(question: OutOfServiceQuestion): Promise<OutOfServiceAnswer> {
  if (question.flag) return { ok: true, how: 'out of service, by --out-of-service' };
  if (question.profile) return { ok: true, how: 'out of service, by the profile' };
  if (question.env['SPEC104_OUT_OF_SERVICE'] === '1') return { ok: true, how: 'out of service, by SPEC104_OUT_OF_SERVICE' };
  if (!question.isTTY) {
    return { ok: false, message: `The device may be in service: a run takes over data transfer and consumes buffered events. If it is out of service, ${HOW_TO}. Nothing was sent.` };
  }
  const answer = (await question.ask(QUESTION)).trim().toLowerCase();
  return answer === 'yes' ? { ok: true, how: 'out of service, by the answer at the prompt' } : { ok: false, message: `Not confirmed, so nothing was sent. When the device is out of service, answer "yes", or ${HOW_TO}.` };
}
