/** What a signed request needs; `secret` is `whsec_<base64>`. */
export interface SampleEndpoint {
  id: string;
  secret: string;
}

/**
 * One command line that creates a lead: it signs at the moment it is pasted, so it works at any time, and needs only a
 * POSIX shell, openssl and curl. It starts with `curl` so that it is seen for what it is: the first header sets the
 * time that the others use.
 */
export function sampleCurl(apiUrl: string, endpoint: SampleEndpoint): string {
  // openssl takes the key as hex.
  const key = Buffer.from(endpoint.secret.replace(/^whsec_/, ''), 'base64').toString('hex');
  const body = JSON.stringify({
    externalId: 'curl-$PINGGO_T',
    name: 'Ana Pop',
    email: 'ana@example.com',
    phone: '+40722123456',
    attributes: { budget: 12000 },
  }).replaceAll('"', String.raw`\"`);
  const signature =
    `printf %s "curl-$PINGGO_T.$PINGGO_T.${body}" | ` +
    `openssl dgst -sha256 -mac HMAC -macopt hexkey:${key} -binary | openssl base64 -A`;
  return (
    `curl -sS ${apiUrl}/api/intake/webhook/${endpoint.id} -H 'content-type: application/json' ` +
    `-H "webhook-timestamp: \${PINGGO_T:=$(date +%s)}" -H "webhook-id: curl-$PINGGO_T" ` +
    `-H "webhook-signature: v1,$(${signature})" --data-binary "${body}"; unset PINGGO_T`
  );
}
