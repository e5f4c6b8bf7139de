import type { Schemas } from '../../../../api/client';

type Adapter = Schemas['Endpoint']['adapter'];

const BODIES: Record<Adapter, object> = {
  standard: { name: 'Ana Test', email: 'ana.test@example.com', phone: '+40722123456', message: 'This is a test.' },
  gohighlevel: { contact_id: 'test-1', full_name: 'Ana Test', email: 'ana.test@example.com', phone: '+40722123456' },
  'facebook-leadgen': {
    leadgen_id: '1',
    field_data: [
      { name: 'full_name', values: ['Ana Test'] },
      { name: 'email', values: ['ana.test@example.com'] },
    ],
  },
  typeform: {
    event_type: 'form_response',
    form_response: {
      token: 'test-1',
      answers: [
        { type: 'text', text: 'Ana Test', field: { id: 'a', ref: 'name', type: 'short_text' } },
        { type: 'email', email: 'ana.test@example.com', field: { id: 'b', ref: 'email', type: 'email' } },
      ],
    },
  },
};

const STANDARD = [
  'ID="test-$(date +%s)"; T=$(date +%s)',
  `KEY=$(printf %s "\${SECRET#whsec_}" | openssl base64 -d -A | od -An -vtx1 | tr -d ' \\n')`,
  'SIGNATURE=$(printf %s "$ID.$T.$BODY" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | openssl base64 -A)',
];
const STANDARD_HEADERS = ['"webhook-id: $ID"', '"webhook-timestamp: $T"', '"webhook-signature: v1,$SIGNATURE"'];

/** How each adapter's sender signs, for a shell with openssl. */
const SIGNING: Record<Adapter, { lines: string[]; headers: string[] }> = {
  standard: { lines: STANDARD, headers: STANDARD_HEADERS },
  gohighlevel: { lines: STANDARD, headers: STANDARD_HEADERS },
  'facebook-leadgen': {
    lines: [`SIGNATURE=$(printf %s "$BODY" | openssl dgst -sha256 -hmac "$SECRET" -r | cut -d ' ' -f 1)`],
    headers: ['"x-hub-signature-256: sha256=$SIGNATURE"'],
  },
  typeform: {
    lines: ['SIGNATURE=$(printf %s "$BODY" | openssl dgst -sha256 -hmac "$SECRET" -binary | openssl base64 -A)'],
    headers: ['"typeform-signature: sha256=$SIGNATURE"'],
  },
};

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/**
 * Lines for a POSIX shell with openssl and curl that sign a test lead as the adapter's sender does, and send it.
 * @param secret null: it is not known any more, and is to be put in
 */
export function sampleScript(adapter: Adapter, url: string, secret: string | null): string {
  const { lines, headers } = SIGNING[adapter];
  return [
    `SECRET=${quoted(secret ?? '…')}`,
    `BODY=${quoted(JSON.stringify(BODIES[adapter]))}`,
    ...lines,
    `curl -sS ${quoted(url)} \\`,
    "  -H 'content-type: application/json' \\",
    ...headers.map((header) => `  -H ${header} \\`),
    '  --data-binary "$BODY"',
  ].join('\n');
}
