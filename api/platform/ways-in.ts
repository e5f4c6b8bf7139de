import { waysIn } from '../../db/platform/queries/sign-on.js';
import type { SignedInBy } from '../../domain/platform/access/sessions.js';
import { mayComeIn } from '../../domain/platform/access/ways-in.js';
import { ApiError } from '../http/errors.js';
import type { PlatformDeps } from './deps.js';

/**
 * Where an org lets its people in by its own provider only, all other ways are closed.
 * @throws ApiError 403 for whoever came by another one; they have shown who they are, so it may be told
 */
export async function checkWayIn(
  { db }: Pick<PlatformDeps, 'db'>,
  { orgId, id }: { orgId: string; id: string },
  by: SignedInBy,
): Promise<void> {
  const ways = await db.readOrg(orgId, waysIn);
  if (mayComeIn(by, id, ways)) return;
  throw new ApiError({
    status: 403,
    code: 'SINGLE_SIGN_ON_ONLY',
    title: 'Your organisation signs in by single sign-on only',
    howToFix: [
      'Choose single sign-on and give your e-mail address; if that does not lead there, ask your administrator for the link.',
    ],
  });
}
