import { useEffect, useState } from 'react';
import type { Source } from './data';

interface Begun {
  /** What was read when it began: what is sent goes by it. */
  base: Source;
  /** What was sent is what it goes on from. */
  goOnFrom: (source: Source) => void;
  /** Somebody else changed it while something was typed here. */
  isOvertaken: boolean;
  /** Begins anew with what it is now. */
  beginAnew: () => void;
}

/**
 * What a form of a source began with. What others change meanwhile is taken over while nothing is typed; else it is said, and what was
 * typed stays.
 * @param isTouched whether something was typed, other than what it began with
 * @param show puts a source into the form
 */
export function useBegun(source: Source, isTouched: (base: Source) => boolean, show: (source: Source) => void): Begun {
  const [base, setBase] = useState(source);
  const isOld = base.revision !== source.revision;
  const isOvertaken = isOld && isTouched(base);
  const beginAnew = (): void => {
    setBase(source);
    show(source);
  };
  useEffect(() => {
    if (isOld && !isOvertaken) beginAnew();
  });
  return { base, goOnFrom: setBase, isOvertaken, beginAnew };
}
