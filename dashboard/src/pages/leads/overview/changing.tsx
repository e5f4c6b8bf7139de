import { useState } from 'react';

/** A figure that is marked softly for a moment when it changes, in the room that it has. */
export function Changing({ children: value }: { children: string }) {
  const [first] = useState(value);
  const [changed, setChanged] = useState(false);
  if (!changed && value !== first) setChanged(true);
  // Anew for each value, so that its animation runs.
  return (
    <span key={value} className={changed ? 'changing changed' : 'changing'}>
      {value}
    </span>
  );
}
