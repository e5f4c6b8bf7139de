import { useCallback, useState } from 'react';

/**
 * A part of the page that is loaded by who uses it, as nothing needs it to be shown.
 * @param load the same function at each drawing
 * @returns it, once it is there, and a function that loads it and goes on when it is
 */
export function useLoaded<T extends object>(
  load: () => Promise<T>,
): [T | undefined, (goOn: (part: T) => void) => void] {
  const [loaded, setLoaded] = useState<T>();
  const start = useCallback(
    (goOn: (part: T) => void): void =>
      void load().then(
        (part) => {
          setLoaded(part);
          goOn(part);
        },
        // The connection is lost, which is said.
        () => undefined,
      ),
    [load],
  );
  return [loaded, start];
}
