interface Public {
  publicUrl: string;
}

/** The public page of single sign-on: people begin there by their organisation's link, and the provider sends them back to it. */
const PAGE = '/sso';

/** As the provider must know it. */
export const redirectUri = ({ publicUrl }: Public): string => `${publicUrl}${PAGE}`;

/** Where the people of an organisation begin without typing anything: for bookmarks and the provider's list of applications. */
export const signInLink = ({ publicUrl }: Public, orgId: string): string => `${publicUrl}${PAGE}?organisation=${orgId}`;
