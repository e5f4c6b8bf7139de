import { Webhook } from 'standardwebhooks';
import type { webhooks } from './schema.js';

/** An event as a webhook is sent it; told apart by its `type`. */
export type PinggoEvent = {
  [T in keyof webhooks]: webhooks[T] extends {
    post: { requestBody?: { content: { 'application/json': infer E } } };
  }
    ? E
    : never;
}[keyof webhooks];

/** What came is not from Pinggo, too old, or changed on its way. */
export class WebhookRefused extends Error {
  override readonly name = 'WebhookRefused';
}

type Headers = { get(name: string): string | null } | Readonly<Record<string, string | string[] | undefined>>;

const HEADERS = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The event of a delivery that was signed with this secret, or one of these.
 * @param delivery `body`: the bytes as they came, before anything parses them
 * @throws WebhookRefused: answer 401 or 400, and do nothing
 */
export function verifyWebhook(
  secret: string | readonly string[],
  delivery: { headers: Headers; body: string | Uint8Array },
): PinggoEvent {
  const headers = Object.fromEntries(HEADERS.map((name) => [name, headerOf(delivery.headers, name)]));
  // The library takes any text that begins with a number.
  if (!/^\d{1,12}$/.test(headers['webhook-timestamp'] ?? '')) throw new WebhookRefused('no webhook-timestamp');
  const body = textOf(delivery.body);
  for (const one of typeof secret === 'string' ? [secret] : secret) {
    try {
      new Webhook(one).verify(body, headers, { jsonParse: false });
    } catch {
      continue;
    }
    return JSON.parse(body) as PinggoEvent;
  }
  throw new WebhookRefused('no signature fits, or it is older than five minutes');
}

function headerOf(headers: Headers, name: string): string {
  const value = typeof headers.get === 'function' ? headers.get(name) : (headers as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : '';
}

function textOf(body: string | Uint8Array): string {
  if (typeof body === 'string') return body;
  try {
    return utf8.decode(body);
  } catch {
    throw new WebhookRefused('the body is not UTF-8');
  }
}

export interface SignedDelivery {
  headers: Record<'content-type' | (typeof HEADERS)[number], string>;
  /** To be sent exactly so: it is what was signed. */
  body: string;
}

/**
 * Signs what goes to an endpoint's address: a lead or a proof.
 * @param secret of the endpoint: `whsec_…`
 * @param more `id`: known again when it is sent once more, so keep it with what you send; by default a new one
 */
export function signDelivery(secret: string, content: unknown, more: { id?: string; at?: Date } = {}): SignedDelivery {
  const { id = crypto.randomUUID(), at = new Date() } = more;
  const body = JSON.stringify(content);
  return {
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign(id, at, body),
    },
    body,
  };
}
