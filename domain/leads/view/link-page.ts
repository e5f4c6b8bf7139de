import type { LinkPurpose } from '../../platform/access/links.js';
import { PAGES } from '../vocabulary/pages.js';

const PAGE_OF: Readonly<Record<LinkPurpose, string>> = {
  INVITATION: PAGES.invitation,
  RESET: PAGES.resetPassword,
  MAGIC_LINK: PAGES.magicLink,
};

/**
 * Where somebody takes up a one-time link. The token stands in the fragment, which reaches no server, log or `Referer`.
 * @param publicUrl origin under which they reach the dashboard
 * @param purpose null: where they sign in
 */
export const linkPage = (publicUrl: string, purpose: LinkPurpose | null, token = ''): string =>
  purpose === null ? `${publicUrl}/` : `${publicUrl}${PAGE_OF[purpose]}#${token}`;
