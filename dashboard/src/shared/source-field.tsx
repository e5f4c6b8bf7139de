import { useId } from 'react';
import { useSources } from './names';
import { TypedField } from './typed-field';

interface Props {
  label: string;
  /** What it says while it is empty. */
  placeholder: string;
  value: string | undefined;
  onTyped: (source: string) => void;
}

/** A source of leads: those that are known are offered, any can be typed. */
export function SourceField({ label, placeholder, value = '', onTyped }: Props) {
  const sources = useSources();
  const suggestions = useId();
  return (
    <>
      <TypedField
        aria-label={label}
        placeholder={placeholder}
        type="search"
        list={suggestions}
        value={value}
        onTyped={onTyped}
      />
      <datalist id={suggestions}>
        {sources.map((source) => (
          <option key={source} value={source} />
        ))}
      </datalist>
    </>
  );
}
