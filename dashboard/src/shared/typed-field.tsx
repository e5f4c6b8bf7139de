import { TextInput, type TextInputProps } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';

interface Typed extends Omit<TextInputProps, 'value' | 'onChange'> {
  value: string;
  /** Told what was typed when the typing pauses, if the field takes it. */
  onTyped: (text: string) => void;
}

/** A field whose text counts once the typing pauses; it follows its value where somebody else changes that. */
export function TypedField({ value, onTyped, ...props }: Typed) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState({ value, told: value });
  if (known.value !== value) {
    setKnown({ value, told: value });
    if (known.told !== value) setTyped(value);
  }
  const tell = useDebouncedCallback((text: string) => {
    setKnown((before) => ({ ...before, told: text }));
    onTyped(text);
  }, 400);
  return (
    <TextInput
      {...props}
      value={typed}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        if (currentTarget.validity.valid) tell(currentTarget.value.trim());
      }}
    />
  );
}
