/** How the owner, the API and activities, and the relay and the sweep connect to one database. */
export interface DatabaseUrls {
  ownerUrl: string;
  appUrl: string;
  relayUrl: string;
}

/** Of the database that every test's own is a copy of. */
export const TEMPLATE = 'pinggo_template';

/** The same server and role, another database. */
export function onDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}
