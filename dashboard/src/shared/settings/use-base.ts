import { useState } from 'react';

/**
 * What a form was opened with, while what is stored goes on. Somebody else's change is taken over at once where nothing was typed;
 * else the form stays as it is, and says that it is old.
 */
export function useBase<Thing extends { revision: number }>(latest: Thing) {
  const [base, setBase] = useState(latest);
  const [isDirty, setDirty] = useState(false);
  const isOther = latest.revision !== base.revision;
  if (isOther && !isDirty) setBase(latest);
  return {
    base,
    /** Somebody else changed it while this was being typed. */
    isOld: isOther && isDirty,
    /** Told by the form: whether something was typed. */
    setDirty,
  };
}
