import { describe, expect, it } from 'vitest';
import { signDelivery, verifyWebhook, WebhookRefused } from './webhooks.js';

const SECRET = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
const OTHER = `whsec_${Buffer.alloc(24, 2).toString('base64')}`;
const EVENT = { id: '1', type: 'lead.assigned', payload: { name: 'Ană' } };
const signed = (at = new Date()) => signDelivery(SECRET, EVENT, { id: 'msg_1', at });

describe('a delivery', () => {
  it('is its event, whatever the headers and the body come as', () => {
    const { headers, body } = signed();
    for (const given of [headers, new Headers(headers)])
      for (const text of [body, Buffer.from(body), new TextEncoder().encode(body)])
        expect(verifyWebhook(SECRET, { headers: given, body: text })).toEqual(EVENT);
  });

  it('fits any of the secrets, while one is changed', () => {
    expect(verifyWebhook([OTHER, SECRET], signed())).toEqual(EVENT);
  });

  const wrong: Record<string, () => { secret: string; delivery: Parameters<typeof verifyWebhook>[1] }> = {
    'another secret': () => ({ secret: OTHER, delivery: signed() }),
    'another body': () => ({ secret: SECRET, delivery: { ...signed(), body: '{}' } }),
    'a signature of six minutes ago': () => ({ secret: SECRET, delivery: signed(new Date(Date.now() - 360_000)) }),
    'no headers': () => ({ secret: SECRET, delivery: { ...signed(), headers: {} } }),
    'bytes that are no UTF-8': () => ({ secret: SECRET, delivery: { ...signed(), body: Uint8Array.of(0xff) } }),
    'a time that only begins with a number': () => {
      const { headers, body } = signed();
      const delivery = { headers: { ...headers, 'webhook-timestamp': `${headers['webhook-timestamp']}x` }, body };
      return { secret: SECRET, delivery };
    },
  };
  it.each(Object.entries(wrong))('is refused with %s', (_, of) => {
    const { secret, delivery } = of();
    expect(() => verifyWebhook(secret, delivery)).toThrow(WebhookRefused);
  });
});
