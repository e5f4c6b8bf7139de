import { v7 as uuidv7 } from 'uuid';
import { furnishOrg, type PrepareNewOrg } from '../../../db/platform/new-org.js';
import { hashPassword } from '../../../db/platform/passwords.js';
import { hashOfSetupToken } from '../../../db/platform/setup-token.js';
import { foundOrganisation, setupLinkStanding } from '../../../db/platform/queries/setup.js';
import type { SetupLinkStanding } from '../../../domain/platform/orgs/setup-link.js';
import { isoOrNull } from '../../http/contract.js';
import { ApiError, validation } from '../../http/errors.js';
import { admit } from '../admit.js';
import * as contracts from '../contract/setup.js';
import { route } from '../deps.js';
import { limitedByAddress } from '../link-attempts.js';
import { passwordIssues } from '../passwords.js';
import { wantsCookie } from '../session-cookie.js';
import { zoneNamed } from '../zone.js';

const KIND = 'setup';
const isGood = ({ standing }: { standing: SetupLinkStanding }): boolean => standing === 'GOOD';

type Bad = Exclude<SetupLinkStanding, 'GOOD'>;

const WHY: Record<Bad, string> = {
  USED: 'It was used already.',
  EXPIRED: 'It is older than 24 hours.',
  REPLACED: 'A later one was made: use that one.',
  NOT_NEEDED: 'There is an organisation by now.',
  UNKNOWN: 'It is not known here: open the whole link, as it was printed last.',
};

/** 410: the same for every link that does not work, with the reason in words and as `details.standing`. */
const gone = (standing: Bad): ApiError =>
  new ApiError({
    status: 410,
    code: 'SETUP_LINK_GONE',
    title: 'This setup link does not work (any more)',
    howToFix: [
      WHY[standing],
      'Where your organisation is set up already: sign in, or ask its admin for an invitation.',
      'Whoever operates this installation makes a fresh link: npm run admin -- setup-link.',
    ],
    details: { standing },
  });

/** @param prepare what the product adds to a new organisation */
export const setupRoutes = (prepare: PrepareNewOrg) => [
  route(contracts.checkSetupLink, async ({ body, req, deps }) => {
    const { standing, expireAt } = await limitedByAddress(deps, req, KIND, isGood, () =>
      setupLinkStanding(deps.db, hashOfSetupToken(body.token), deps.clock()),
    );
    return { status: 200, body: { standing, expireAt: isoOrNull(expireAt) } };
  }),

  route(contracts.setUp, async ({ body, req, deps, traceId }) => {
    // Before anything is made: who may not have a session in a cookie is told so while the link is still good.
    wantsCookie(req, deps.options);
    const { organisation, admin } = body;
    const timeZone = zoneNamed('organisation.timeZone', organisation.timeZone);
    const own = [admin.name, admin.email, organisation.name];
    const issues = await passwordIssues('admin.password', admin.password, own);
    if (issues.length > 0) throw validation(issues);
    const hash = hashOfSetupToken(body.token);
    const at = deps.clock();
    const org = { id: uuidv7(), ...organisation, timeZone };
    const person = { id: uuidv7(), name: admin.name, email: admin.email };
    const outcome = await limitedByAddress(deps, req, KIND, isGood, async () => {
      // Hashing takes long: nobody makes it work who has no link, and it is done before the transaction holds a connection.
      const before = await setupLinkStanding(deps.db, hash, at);
      if (before.standing !== 'GOOD') return before;
      const passwordHash = await hashPassword(admin.password);
      return deps.db.inOrg(org.id, async (tx) => {
        const standing = await foundOrganisation(tx, hash, org, at);
        if (standing === 'GOOD')
          await furnishOrg(
            tx,
            org,
            { ...person, passwordHash },
            { actor: { type: 'user', id: person.id }, traceId, at },
            prepare,
          );
        return { standing };
      });
    });
    if (outcome.standing !== 'GOOD') throw gone(outcome.standing);
    const admitted = await admit(deps, { ...person, orgId: org.id, role: 'ADMIN' }, 'SETUP', { req, traceId });
    // Nobody can have a second factor who was not there before.
    if (admitted === null || 'challenge' in admitted.body) throw new Error('a new admin was not let in');
    return { status: 201, headers: admitted.headers, body: admitted.body };
  }),
];
