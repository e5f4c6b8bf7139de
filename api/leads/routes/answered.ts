import { conflict, unavailable, type ApiError } from '../../http/errors.js';
import { sentence } from '../../http/sentence.js';
import type { Answered } from '../answers.js';

const ASK_AGAIN_S = 2;

/**
 * What a route says once somebody answered an offer, or decided about an approval.
 * @param words what it is called, and where one sees what is still waited for
 * @throws ApiError 404, 409, or 503 while nobody decided
 */
export function answeredWith(
  answered: Answered,
  leadId: string,
  missing: () => ApiError,
  words: { noun: 'answer' | 'decision'; see: string },
) {
  switch (answered.verdict) {
    case 'DONE':
      return { status: 202 as const, body: { commandId: answered.commandId, leadId } };
    case 'UNKNOWN_LEAD':
      throw missing();
    case 'REFUSED':
      throw conflict(sentence(answered.why), [words.see]);
    case 'WAITING':
      throw unavailable(ASK_AGAIN_S, {
        title: `Your ${words.noun} is written down, but it could not be decided in time`,
        howToFix: [
          `It counts from ${answered.receivedAt.toISOString()}, when it was received.`,
          `Send the same request again in ${ASK_AGAIN_S} s: it is the same ${words.noun}, and you hear what it came to.`,
        ],
      });
  }
}
