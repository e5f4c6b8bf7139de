import { signedBy } from '../../http/access.js';
import { unauthorized, type ApiError } from '../../http/errors.js';
import { adapters } from './adapters/index.js';

/** One answer for an unknown endpoint and for any fault of a signature: it tells nobody which endpoints there are. */
export const notSigned = (): ApiError =>
  unauthorized(
    'The endpoint or the signature is not valid',
    [
      "Sign the raw bytes of the body with an active secret of this endpoint, by its adapter's scheme.",
      'Standard Webhooks: send webhook-id, webhook-timestamp (Unix seconds, at most 300 s from now) and webhook-signature.',
      'Check the id of the endpoint in the path or in X-Pinggo-Endpoint.',
    ],
    null,
  );

/** Whoever signs by the scheme of some adapter: without any of their headers nobody need look who it could be. */
export const SIGNED = signedBy([...new Set(Object.values(adapters).flatMap((one) => one.signatureHeaders))], notSigned);
