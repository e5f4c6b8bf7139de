import type { Guide } from '../http/docs/guide.js';

const member = (name: string): string => `node -pe 'JSON.parse(require("fs").readFileSync(0)).${name}'`;
const JSON_TYPE = `-H 'content-type: application/json'`;
const BY_KEY = '-H "authorization: Bearer $KEY"';
const BY_TOKEN = '-H "authorization: Bearer $TOKEN"';

/** From nothing to a lead that is proved. test/integration/leads/guide.test.ts runs each example as it stands here. */
export const GUIDE: Guide = {
  title: 'Pinggo API: a guided start',
  intro: [
    'From nothing to a lead whose clocks run and are met, in ten minutes. The examples need a shell with `curl`, `openssl` and Node, and are run one after the other in one shell. ' +
      'With TypeScript, take the typed client instead: `npm run client:build` in the repository makes the package `@pinggo/client`.',
    'Every answer other than 2xx is a problem (RFC 9457) that says how to mend it, and every answer has `X-Trace-Id`: tell it to whoever operates Pinggo when you ask about a request.',
  ],
  values: [
    { name: 'PINGGO', label: 'Address of Pinggo', placeholder: 'https://pinggo.example.com' },
    { name: 'EMAIL', label: 'Your e-mail (an admin)', placeholder: 'admin@example.com' },
    { name: 'KEY', label: 'Your API key', placeholder: 'pk_…' },
    { name: 'LEAD', label: 'Id of a lead', placeholder: '0195f3a2-…' },
    { name: 'ENDPOINT', label: 'Id of a source', placeholder: '0195f3a2-…' },
    { name: 'SECRET', label: 'Secret of the source', placeholder: 'whsec_…' },
  ],
  steps: [
    {
      id: 'key',
      title: 'Make a key',
      text: [
        'An admin makes it in the Control Tower: Settings, API keys. It is shown once; paste it above. A key has scopes: `leads:write` sends leads and proofs, `leads:read` reads them, `tower:read` hears what happens.',
        'The same by the API, for scripts, where the admin has a password and no second factor. Set `PASSWORD` first: it has no field above, as it belongs nowhere but in your shell.',
      ],
      examples: [
        {
          says: 'Sign in:',
          shell: `TOKEN=$(curl -sS "$PINGGO/api/auth/login" ${JSON_TYPE} \\
  -d '{"email":"'"$EMAIL"'","password":"'"$PASSWORD"'"}' |
  ${member('accessToken')})`,
        },
        {
          says: 'Make the key. Sent again with the same `Idempotency-Key`, it is the same key, and not a second one:',
          shell: `KEY=$(curl -sS "$PINGGO/api/api-keys" ${BY_TOKEN} \\
  ${JSON_TYPE} -H 'idempotency-key: first-key' \\
  -d '{"name":"My CRM","scopes":["leads:read","leads:write","tower:read"]}' |
  ${member('key')})
echo "$KEY"`,
          prints: /^pk_\S{20,}$/m,
        },
      ],
    },
    {
      id: 'send',
      title: 'Send a lead',
      text: [
        'At least one of `email` and `phone`. It is answered `202` once the lead is stored: from that moment its clocks run, whatever happens to the network.',
      ],
      examples: [
        {
          says: 'Send it, and keep its id:',
          shell: `LEAD=$(curl -sS "$PINGGO/api/leads" ${BY_KEY} \\
  ${JSON_TYPE} -H 'idempotency-key: crm-991' \\
  -d '{"externalId":"crm-991","name":"Ana Pop","email":"ana@example.com","attributes":{"budget":12000}}' |
  ${member('leadId')})
echo "$LEAD"`,
          prints: /^[0-9a-f-]{36}$/m,
        },
        {
          says: 'No answer? Send the same again, with the same key. It is the same lead:',
          shell: `curl -sS "$PINGGO/api/leads" ${BY_KEY} \\
  ${JSON_TYPE} -H 'idempotency-key: crm-991' \\
  -d '{"externalId":"crm-991","name":"Ana Pop","email":"ana@example.com","attributes":{"budget":12000}}'`,
          prints: /"duplicate":true/,
        },
        {
          says: 'What is wrong is named, field by field:',
          shell: `curl -sS "$PINGGO/api/leads" ${BY_KEY} ${JSON_TYPE} -d '{"name":"Ana Pop"}'`,
          prints: /VALIDATION_FAILED.*"issues":\[\{/s,
        },
      ],
    },
    {
      id: 'watch',
      title: 'Watch it',
      text: [
        'A lead tells all that is known of it: its score with reasons, its clocks with what they counted, whose it is and why, and in `next` what happens when.',
        'Do not ask again and again: the stream tells what happens as it happens, and a webhook tells a system that cannot hold a connection.',
      ],
      examples: [
        {
          says: 'Read it:',
          shell: `curl -sS "$PINGGO/api/leads/$LEAD" ${BY_KEY}`,
          prints: /"status":"\w+".*"clocks":\[/s,
        },
        {
          says: 'Read lists page by page: `nextCursor` of one page is `cursor` of the next, and null on the last:',
          shell: `curl -sS "$PINGGO/api/leads?limit=2" ${BY_KEY}`,
          prints: /"nextCursor":/,
        },
        {
          says: 'Listen for two seconds:',
          shell: `curl -sSN --max-time 2 "$PINGGO/api/events/stream" ${BY_KEY} || true`,
          prints: /event: ?ready/,
        },
      ],
    },
    {
      id: 'prove',
      title: 'Prove that somebody was reached',
      text: [
        'A clock stops on a proof, and on nothing else: a call that was made, a message that was sent. What counts is `occurredAt`, which is now where it is left out. A proof with an `externalId` is one proof, however often it is sent.',
      ],
      examples: [
        {
          says: 'Your telephone system saw a call:',
          shell: `curl -sS "$PINGGO/api/leads/$LEAD/proofs" ${BY_KEY} \\
  ${JSON_TYPE} -d '{"kind":"CALL_LOGGED","externalId":"call-20931"}'`,
          prints: /"proofId":"[0-9a-f-]{36}"/,
        },
      ],
    },
    {
      id: 'form',
      title: 'Take leads from a form, without a key',
      text: [
        'Forms, ads and partners sign what they send with the secret of a source, as Standard Webhooks say: over the `webhook-id`, the time and the bytes. An admin makes sources in Settings, Sources, or like this.',
      ],
      examples: [
        {
          says: 'Make a source:',
          shell: `SOURCE=$(curl -sS "$PINGGO/api/endpoints" ${BY_TOKEN} \\
  ${JSON_TYPE} -H 'idempotency-key: first-source' \\
  -d '{"name":"Our form","source":"web","adapter":"standard"}')
ENDPOINT=$(echo "$SOURCE" | ${member('id')})
SECRET=$(echo "$SOURCE" | ${member('secret')})
echo "$ENDPOINT $SECRET"`,
          prints: /^[0-9a-f-]{36} whsec_\S+$/m,
        },
        {
          says: 'Sign a lead, and send it:',
          shell: `ID="form-$(date +%s)"
TIME=$(date +%s)
BODY='{"name":"Ion Rusu","phone":"+40 722 123 456"}'
HEX=$(printf %s "$SECRET" | sed 's/^whsec_//' | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \\n')
SIGNATURE=$(printf %s "$ID.$TIME.$BODY" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$HEX" -binary | openssl base64 -A)
curl -sS "$PINGGO/api/intake/webhook/$ENDPOINT" ${JSON_TYPE} \\
  -H "webhook-id: $ID" -H "webhook-timestamp: $TIME" -H "webhook-signature: v1,$SIGNATURE" -d "$BODY"`,
          prints: /"leadId":"[0-9a-f-]{36}","duplicate":false/,
        },
      ],
    },
    {
      id: 'be-told',
      title: 'Be told',
      text: [
        'A webhook is sent each event of the types that it chose, signed, for three days until it is taken. `verifyWebhook` of `@pinggo/client` checks the signature; any library for Standard Webhooks does.',
      ],
      examples: [
        {
          says: 'Subscribe. The secret is in the answer, once:',
          shell: `curl -sS "$PINGGO/api/webhooks" ${BY_TOKEN} \\
  ${JSON_TYPE} -H 'idempotency-key: first-webhook' \\
  -d '{"name":"My CRM","url":"https://crm.example.com/hooks/pinggo","events":["lead.assigned"]}'`,
          prints: /"secret":"whsec_/,
        },
      ],
    },
    {
      id: 'be-safe',
      title: 'Before you go live',
      text: [
        'Send an `Idempotency-Key` with whatever changes something, and send again after a lost connection, a 503 or a 429, as `Retry-After` says: what was done is not done twice, and its answer comes with `Idempotency-Replayed: true`. The client does all of this.',
        'Take members, events and words that you do not know for something new, and log the headers `Deprecation` and `Sunset`: an operation that goes is announced half a year before.',
        'Do not send personal data in keys, ids or addresses: they are in logs on the way.',
      ],
      examples: [],
    },
  ],
};

/** `/llms.txt`: what there is, for programs that read. */
export const llmsText = (origin: string): string => `# Pinggo API

> Pinggo takes in sales leads, gives each to a rep, runs its SLA clocks and stops them on proofs of contact only. JSON over HTTP under ${origin}/api (version 1).

- Sign in with \`Authorization: Bearer pk_…\` (an API key with scopes). Deliveries of leads are signed as Standard Webhooks say instead.
- Instants are RFC 3339 in UTC, durations ISO 8601 (\`PT15M\`), ids opaque strings. Unknown members of a request are refused.
- Every answer other than 2xx is \`application/problem+json\`: \`error.code\` tells refusals apart, \`error.human_how_to_fix\` says what to do, \`error.details.issues\` names fields.
- Send an \`Idempotency-Key\` (1 to 255 printable characters) with whatever changes something: for 24 hours the same request is answered the same and done once. 422: the key was used for another request. 409 with \`Retry-After\`: the first is under way.
- Lists take \`limit\` (200 at most) and \`cursor\`, and answer \`{ items, nextCursor }\`; \`nextCursor\` is null on the last page.
- Changes with \`If-Match\` take the \`ETag\` of what was read. 429 and 503 say when to come again.

## Docs

- [Guided start](${origin}/docs/start.md): from a key to a proved lead, with commands that run
- [Reference](${origin}/docs/reference.md): each operation with its parameters, bodies and answers, and all types
- [OpenAPI 3.1](${origin}/openapi.json): the same for programs, with the events of webhooks

## Optional

- [Reference as a page](${origin}/docs/reference): to try operations in a browser
`;
