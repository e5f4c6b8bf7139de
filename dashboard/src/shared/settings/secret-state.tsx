import { Instant } from '../instant';
import { spanWords, useNow } from '../time';

interface SecretStateProps {
  secret: { active: boolean; expireAt: string | null; revokedAt: string | null };
  words: { active: string; endsIn: (span: string) => string; ended: string; revoked: string };
}

/** Whether a secret is good, until when, or since when not. */
export function SecretState({ secret: { active, expireAt, revokedAt }, words }: SecretStateProps) {
  const nowMs = useNow();
  if (revokedAt !== null)
    return (
      <span>
        {words.revoked} <Instant at={revokedAt} />
      </span>
    );
  if (expireAt === null) return words.active;
  const leftMs = Date.parse(expireAt) - nowMs;
  return active && leftMs > 0 ? (
    <span className="tabular">{words.endsIn(spanWords(leftMs))}</span>
  ) : (
    <span>
      {words.ended} <Instant at={expireAt} />
    </span>
  );
}
