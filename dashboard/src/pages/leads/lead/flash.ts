import { useEffect, useRef, useState } from 'react';

const FLASH_MS = 3_000;

/** @returns a class that makes its element stand out softly for a moment after the value has changed */
export function useFlash(value: unknown): string {
  const shown = useRef(value);
  const [on, setOn] = useState(false);
  useEffect(() => {
    if (shown.current === value) return;
    shown.current = value;
    setOn(true);
    const timer = setTimeout(() => setOn(false), FLASH_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return on ? 'flash' : '';
}
