import type { SignOnRefusal } from '../../../domain/platform/access/sign-on.js';
import { ApiError, unauthorized, unavailable } from '../../http/errors.js';
import { isPassing, ProviderFailed, type SignOnProblem } from '../providers/problems.js';

const ASK = 'Ask your administrator: the audit log and the settings of single sign-on say more.';

const REFUSED: Readonly<Record<SignOnRefusal, string>> = {
  INACTIVE: 'Your account here is deactivated',
  NOT_INVITED: 'Your organisation has not invited you here yet',
  EMAIL_MISSING: 'Your provider did not say your e-mail address',
  EMAIL_NOT_VERIFIED: 'Your provider has not verified your e-mail address',
  DOMAIN: 'Your e-mail address is not one of your organisation’s',
  NO_ROLE: 'Your provider says nothing of you that would let you in here',
  OTHER_IDENTITY: 'Your e-mail address is that of another account here',
};

const refused = (code: string, reason: string, title: string, howToFix: string[] = [ASK]): ApiError =>
  new ApiError({ status: 403, code, title, howToFix, details: { reason } });

/** 403: the provider knows them, and the org does not let them in. */
export const signOnRefused = (reason: SignOnRefusal): ApiError => refused('SIGN_ON_REFUSED', reason, REFUSED[reason]);

/** 404: the same whether there is no such domain, org or single sign-on, or it is switched off. */
export const noSuchSignOn = (): ApiError =>
  new ApiError({
    status: 404,
    code: 'NO_SINGLE_SIGN_ON',
    title: 'Nothing leads to a single sign-on from here',
    howToFix: [
      'Check the e-mail address, or sign in in another way.',
      'If your organisation has single sign-on, ask your administrator for its link.',
    ],
  });

/** 401: nothing that is under way in this browser. */
export const signOnAgain = (): ApiError =>
  unauthorized(
    'This sign-in was begun in another browser, was used already, or took too long',
    ['Begin again at the sign-in page.'],
    null,
  );

/** What a provider failed by, as whoever wanted to sign in is told; what it is exactly is for the admin. */
export function providerRefusal(error: unknown): unknown {
  if (!(error instanceof ProviderFailed)) return error;
  const { problem } = error;
  if (isPassing(problem))
    return unavailable(15, {
      title: 'The provider of your organisation does not answer',
      howToFix: ['Try again in a minute. Other ways to sign in go on, where your organisation allows them.'],
      details: { reason: problem },
      cause: error,
    });
  return (
    SAID[problem]?.() ??
    refused('SIGN_ON_FAILED', problem, 'The single sign-on of your organisation does not work as it is set up')
  );
}

const SAID: Partial<Record<SignOnProblem, () => ApiError>> = {
  ACCESS_DENIED: () =>
    refused('SIGN_ON_DENIED', 'ACCESS_DENIED', 'Your provider did not let you in, or you said no', [
      'Begin again at the sign-in page.',
      'If it stays so, ask your administrator whether you may use Pinggo.',
    ]),
  CODE_REFUSED: signOnAgain,
};
