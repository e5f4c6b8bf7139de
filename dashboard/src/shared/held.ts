import { useEffect, useRef, useState, type FocusEvent, type PointerEvent, type RefObject } from 'react';

/** A finger that left the glass is still above what it touched. */
const AFTER_TOUCH_MS = 3_000;

interface Held {
  held: boolean;
  /** Lets what is in it move now. To be used by something in the region: else it is gone before it is reached. */
  letGo: () => void;
  /** To be spread onto the region's element. */
  region: {
    ref: RefObject<HTMLDivElement | null>;
    onPointerEnter: (event: PointerEvent) => void;
    onPointerMove: (event: PointerEvent) => void;
    onPointerLeave: (event: PointerEvent) => void;
    onTouchStart: () => void;
    onTouchEnd: () => void;
    onTouchCancel: () => void;
    onFocus: (event: FocusEvent) => void;
    onBlur: (event: FocusEvent) => void;
  };
}

/** Whether somebody points at a region, touches it, or has the keyboard's focus in it: then nothing in it may move. */
export function useHeld(): Held {
  const ref = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState(false);
  const [touched, setTouched] = useState(false);
  const [focused, setFocused] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  // An element that is taken away with the focus in it does not tell.
  useEffect(() => {
    if (focused && !ref.current?.contains(document.activeElement)) setFocused(false);
  });

  const point = ({ pointerType }: PointerEvent): void => {
    if (pointerType !== 'touch') setPointed(true);
  };
  const lift = (): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setTouched(false), AFTER_TOUCH_MS);
  };
  return {
    held: pointed || touched || focused,
    letGo: () => {
      clearTimeout(timer.current);
      setPointed(false);
      setTouched(false);
      setFocused(false);
    },
    region: {
      ref,
      // Fingers are told apart by the touch events, which also tell when they scroll.
      onPointerEnter: point,
      // Also after it was let go below the pointer.
      onPointerMove: point,
      onPointerLeave: ({ pointerType }) => pointerType !== 'touch' && setPointed(false),
      onTouchStart: () => {
        clearTimeout(timer.current);
        setTouched(true);
      },
      onTouchEnd: lift,
      onTouchCancel: lift,
      // Not where a tap or a click left the focus: that would hold the list for as long as nobody touches anything else.
      onFocus: ({ target }) => setFocused(target.matches(':focus-visible')),
      onBlur: ({ relatedTarget, currentTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setFocused(false);
      },
    },
  };
}
