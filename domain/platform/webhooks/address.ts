import type { WebhookFault } from '../vocabulary/webhooks.js';

/** What is wrong with the address of a webhook, before anybody resolves its name. */
export type AddressProblem = Extract<WebhookFault, 'NOT_HTTPS'> | 'NO_ADDRESS' | 'HAS_PASSWORD';

export const LONGEST_ADDRESS = 2_000;

/** An address as the audit log tells of it: its path may be what lets somebody in there. */
export function addressInLog(address: string): string {
  const url = URL.parse(address);
  if (url === null) return '…';
  return url.pathname === '/' && url.search === '' ? url.origin : `${url.origin}/…`;
}

/**
 * Looks at an address that an admin gave. Where it leads is checked by the connection, each time that something is sent.
 * @param plain whether plain HTTP may do: in development
 * @returns null: nothing is wrong with it
 */
export function addressProblem(address: string, plain: boolean): AddressProblem | null {
  const url = URL.parse(address);
  if (url === null || url.hostname === '') return 'NO_ADDRESS';
  if (url.protocol !== 'https:' && !(plain && url.protocol === 'http:'))
    return url.protocol === 'http:' ? 'NOT_HTTPS' : 'NO_ADDRESS';
  return url.username !== '' || url.password !== '' ? 'HAS_PASSWORD' : null;
}
