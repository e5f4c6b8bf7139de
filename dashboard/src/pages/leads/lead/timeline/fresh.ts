import { useEffect, useRef, useState } from 'react';

/** How long something that has just come stands out. */
const FRESH_MS = 6_000;
const NONE: ReadonlySet<string> = new Set();

/** @returns those of the keys that were not there when the list was first shown and came a moment ago */
export function useFresh(keys: readonly string[]): ReadonlySet<string> {
  const known = useRef<Set<string>>(null);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(NONE);
  const all = keys.join('\n');
  useEffect(() => {
    const now = all === '' ? [] : all.split('\n');
    const came = known.current === null ? [] : now.filter((key) => !known.current!.has(key));
    known.current = new Set(now);
    if (came.length === 0) return;
    setFresh((before) => new Set([...before, ...came]));
    const timer = setTimeout(() => setFresh(NONE), FRESH_MS);
    return () => clearTimeout(timer);
  }, [all]);
  return fresh;
}
