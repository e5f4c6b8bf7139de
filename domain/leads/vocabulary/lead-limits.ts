/** How much of a lead is kept: characters, tags, bytes. */
export const LIMITS = {
  externalId: 200,
  name: 200,
  email: 320,
  phone: 64,
  message: 10_000,
  source: 100,
  tag: 64,
  tags: 50,
  attributesBytes: 32 * 1024,
} as const;

/** What else people may ask for by name besides `email`, `sms` and `whatsapp`. */
export const CONSENT_LIMITS = { name: 200, most: 50 } as const;

export const NOTE_LIMITS = { text: 10_000, most: 500 } as const;
