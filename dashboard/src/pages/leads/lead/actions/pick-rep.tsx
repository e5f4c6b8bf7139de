import { Combobox, Group, Progress, Text, TextInput, useCombobox } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useLayoutEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

export interface RepToPick {
  id: string;
  name: string;
  /** What there is to say about their load. */
  words: string;
  /** 0 to 1; null: not known. */
  load: number | null;
  /** Why they cannot work now and when they are back; null: they can. */
  notNow: string | null;
  /** Until when they work; null: no end is near. */
  shift: string | null;
  /** They cannot be given any. */
  disabled: boolean;
}

interface PickRepProps {
  reps: RepToPick[];
  /** Said where nobody fits. */
  nobody: string;
  value: string | null;
  onChange: (id: string) => void;
}

/** Whose names have the letters, those with a word that begins so first: “ana” is Ana before it is a Manager. */
function fittingOf(reps: RepToPick[], letters: string): RepToPick[] {
  const begins = ({ name }: RepToPick): boolean =>
    name
      .toLowerCase()
      .split(/\s+/)
      .some((word) => word.startsWith(letters));
  return reps
    .filter(({ name }) => name.toLowerCase().includes(letters))
    .toSorted((a, b) => Number(begins(b)) - Number(begins(a)));
}

/** Everybody at once with their load: found by typing, chosen with the arrows and Enter, or with one tap. */
export function PickRep({ reps, nobody, value, onChange }: PickRepProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const combobox = useCombobox({ opened: true });
  const { selectFirstOption } = combobox;
  const fitting = fittingOf(reps, text.trim().toLowerCase());
  // What Enter chooses is always the first of those that are there now: before anybody sees them, so that nobody is faster.
  const shown = fitting.map(({ id }) => id).join();
  useLayoutEffect(() => {
    if (text !== '') selectFirstOption();
    // The store is made anew at each drawing.
  }, [text, shown]);
  return (
    <Combobox store={combobox} onOptionSubmit={onChange}>
      <Combobox.EventsTarget withExpandedAttribute>
        <TextInput
          label={t('lead.assignTo')}
          placeholder={t('lead.findRep')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          role="combobox"
          data-autofocus
        />
      </Combobox.EventsTarget>
      <Combobox.Options className="pick-reps" aria-label={t('lead.assignTo')}>
        {fitting.map(({ id, name, words, load, notNow, shift, disabled }) => (
          <Combobox.Option
            key={id}
            value={id}
            active={id === value}
            disabled={disabled}
            className={notNow === null ? 'rep' : 'rep not-now'}
          >
            <Group justify="space-between" wrap="nowrap" gap="xs">
              <Text size="sm" fw={id === value ? 700 : 400}>
                {id === value && <IconCheck size={14} aria-hidden />} {name}
              </Text>
              <Text size="xs" className="tabular">
                {words}
              </Text>
            </Group>
            {(notNow ?? shift) !== null && <Text size="xs">{notNow ?? shift}</Text>}
            {load !== null && (
              <Progress value={load * 100} size={4} color={load >= 1 ? 'red' : 'teal'} aria-hidden mt={4} />
            )}
          </Combobox.Option>
        ))}
        {fitting.length === 0 && <Combobox.Empty>{nobody}</Combobox.Empty>}
      </Combobox.Options>
    </Combobox>
  );
}
