import type { ComponentProps } from 'react';
import { useZone } from './instant';
import { TypedField } from './typed-field';
import { instantOf, wallClockOf } from './wall-clock';

/** Half a year that is being typed is a year too. */
const EARLIEST = '2000-01-01T00:00';

interface Props extends Omit<ComponentProps<typeof TypedField>, 'type' | 'min' | 'value' | 'onTyped'> {
  /** ISO 8601. */
  at: string | undefined;
  /** @param at ISO 8601; empty when the field was emptied */
  onTyped: (at: string) => void;
}

/** An instant, shown and typed by the clocks of the reader's time zone. */
export function InstantField({ at = '', onTyped, ...field }: Props) {
  const timeZone = useZone();
  return (
    <TypedField
      {...field}
      type="datetime-local"
      min={EARLIEST}
      value={wallClockOf(at, timeZone)}
      onTyped={(text) => onTyped(text && instantOf(text, timeZone))}
    />
  );
}
