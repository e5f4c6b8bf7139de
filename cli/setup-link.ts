import { Owner } from '../db/platform/owner.js';
import { PAGES } from '../domain/leads/vocabulary/pages.js';
import { SETUP_LINK_HOURS } from '../domain/platform/orgs/setup-link.js';

interface SetupLink {
  url: string;
  expireAt: Date;
}

/**
 * Makes a link by which the first organisation is made; those before it work no more. Whoever calls it prints it for the
 * operator, and writes it to no log.
 * @returns null: there is an organisation
 */
export async function newSetupLink(ownerUrl: string, publicUrl: string): Promise<SetupLink | null> {
  const link = await Owner.of(ownerUrl, (owner) => owner.newSetupLink(new Date()));
  // A fragment reaches no log and no Referer.
  return link && { url: `${publicUrl}${PAGES.setup}#${link.token}`, expireAt: link.expireAt };
}

/** What an operator reads. */
export const setupLinkWords = ({ url }: Pick<SetupLink, 'url'>): string[] => [
  `There is no organisation yet. Make the first one here; the link works once, within ${SETUP_LINK_HOURS} hours:`,
  '',
  `  ${url}`,
  '',
];
