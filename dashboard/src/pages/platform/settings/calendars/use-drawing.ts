import { useRef, useState, type PointerEvent, type RefObject } from 'react';
import { WEEKDAYS, type Weekday } from '../../../../../../api/platform/contract/bodies/calendar.js';
import { DAY_MINUTES, drawn, hoursOf, moved, snapped, spanOf, type DayHours, type Span } from './week';

type Part = 'FROM' | 'TO' | 'BOTH';
type Drag =
  | { kind: 'DRAW'; day: Weekday; pressed: number; span: Span }
  | { kind: 'MOVE'; index: number; part: Part; pressed: number; was: DayHours; span: Span };

/** So near an end of some hours, it is the end that is taken hold of. */
const GRIP_PX = 10;

interface Drawing {
  /** The hours as they would be if the pointer were let go now. */
  shown: readonly DayHours[];
  /** Of hours that are drawn and not there yet. */
  draft: DayHours | null;
  trackOf: (day: Weekday) => (element: HTMLElement | null) => void;
  press: (event: PointerEvent, day: Weekday) => void;
  grab: (event: PointerEvent<HTMLElement>, index: number) => void;
  handlers: Record<'onPointerMove' | 'onPointerUp' | 'onPointerCancel', (event: PointerEvent) => void>;
}

/** Drawing a week by mouse, pen or finger. To draw over midnight, go on in the row below. */
export function useDrawing(
  weekly: readonly DayHours[],
  grid: RefObject<HTMLElement | null>,
  onChange: (weekly: DayHours[]) => void,
): Drawing {
  const [drag, setDrag] = useState<Drag | null>(null);
  const tracks = useRef(new Map<Weekday, HTMLElement>());

  /** Minutes of the day under the pointer; in the row below they are the next day's. */
  const minuteAt = ({ clientX, clientY }: PointerEvent, day: Weekday, isWithin = false): number => {
    const track = tracks.current.get(day)?.getBoundingClientRect();
    if (!track) return 0;
    const inDay = Math.min(DAY_MINUTES, Math.max(0, ((clientX - track.left) / track.width) * DAY_MINUTES));
    return !isWithin && clientY > track.bottom + track.height / 4 ? inDay + DAY_MINUTES : inDay;
  };
  const begin = (event: PointerEvent, to: Drag): void => {
    if (event.button !== 0) return;
    grid.current?.setPointerCapture(event.pointerId);
    setDrag(to);
  };

  const onPointerMove = (event: PointerEvent): void => {
    if (drag?.kind === 'DRAW') setDrag({ ...drag, span: drawn(drag.pressed, minuteAt(event, drag.day)) });
    if (drag?.kind === 'MOVE') {
      const { part, pressed, was } = drag;
      const by = snapped(minuteAt(event, was.day, part !== 'TO') - pressed);
      setDrag({ ...drag, span: moved(spanOf(was), part, by) });
    }
  };
  const onPointerUp = (): void => {
    if (drag?.kind === 'DRAW') onChange([...weekly, hoursOf(drag.day, drag.span)]);
    if (drag?.kind === 'MOVE') onChange(withSpan(weekly, drag.index, drag.span));
    setDrag(null);
  };

  return {
    shown: drag?.kind === 'MOVE' ? withSpan(weekly, drag.index, drag.span) : weekly,
    draft: drag?.kind === 'DRAW' ? hoursOf(drag.day, drag.span) : null,
    trackOf: (day) => (element) => {
      if (element) tracks.current.set(day, element);
      else tracks.current.delete(day);
    },
    press: (event, day) => {
      const pressed = minuteAt(event, day, true);
      begin(event, { kind: 'DRAW', day, pressed, span: drawn(pressed, pressed) });
    },
    grab: (event, index) => {
      event.stopPropagation();
      const was = weekly[index]!;
      const { left, right, width } = event.currentTarget.getBoundingClientRect();
      const isWide = width > 3 * GRIP_PX;
      const part = !isWide
        ? 'BOTH'
        : event.clientX - left < GRIP_PX
          ? 'FROM'
          : right - event.clientX < GRIP_PX
            ? 'TO'
            : 'BOTH';
      begin(event, { kind: 'MOVE', index, part, pressed: minuteAt(event, was.day, true), was, span: spanOf(was) });
    },
    handlers: { onPointerMove, onPointerUp, onPointerCancel: () => setDrag(null) },
  };
}

/** The hours at a place of the list as others. */
export const withSpan = (weekly: readonly DayHours[], index: number, span: Span): DayHours[] =>
  weekly.map((one, at) => (at === index ? hoursOf(one.day, span) : one));

/** The day before. */
export const dayBefore = (day: Weekday): Weekday => WEEKDAYS[(WEEKDAYS.indexOf(day) + 6) % 7]!;
