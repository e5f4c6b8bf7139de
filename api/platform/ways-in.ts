import { waysIn } from '../../db/platform/queries/sign-on.js';
import type { SignedInBy } from '../../domain/platform/access/sessions.js';
import { mayComeIn } from '../../domain/platform/access/ways-in.js';
import { ApiError } from '../http/errors.js';
import type { PlatformDeps } from './deps.js';

/**
 * Whether an org lets somebody in by the way that they came.
 * @throws ApiError 403 where it does not; they have shown who they are, so it may be told
 */
export async function checkWayIn(
  { db }: Pick<PlatformDeps, 'db'>,
  { orgId, id }: { orgId: string; id: string },
  by: SignedInBy,
): Promise<void> {
  const ways = await db.readOrg(orgId, waysIn);
  if (mayComeIn(by, id, ways)) return;
  throw ways.singleSignOnOnly && ways.singleSignOnActive ? onlyBySingleSignOn() : closed();
}

const onlyBySingleSignOn = (): ApiError =>
  new ApiError({
    status: 403,
    code: 'SINGLE_SIGN_ON_ONLY',
    title: 'Your organisation signs in by single sign-on only',
    howToFix: [
      'Choose single sign-on and give your e-mail address; if that does not lead there, ask your administrator for the link.',
    ],
  });

const closed = (): ApiError =>
  new ApiError({
    status: 403,
    code: 'WAY_IN_CLOSED',
    title: 'Your organisation lets nobody in this way',
    howToFix: ['Choose another way at the sign-in page, or ask your administrator which there are.'],
  });
