import { Autocomplete, Stack, Text, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { triedWith, type Tried } from './pattern';

interface TryPatternProps {
  label: string;
  size: 'xs';
  inputWrapperOrder: ('label' | 'input' | 'description' | 'error')[];
  readOnly: boolean;
  error: string | undefined;
  value: string;
  onChange: (value: string) => void;
  samples: string[];
}

/** A regular expression, and a text to try it with. */
export function TryPattern({ value, onChange, samples, ...props }: TryPatternProps) {
  const { t } = useTranslation('flowConditions');
  const [text, setText] = useState('');
  const tried = useTried(value, text);
  return (
    <Stack gap={4}>
      <TextInput
        {...props}
        description={t('pattern.what')}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        spellCheck={false}
        autoComplete="off"
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <Autocomplete size="xs" label={t('pattern.text')} data={samples} value={text} onChange={setText} />
      <Text size="xs" role="status">
        {tried === null ? '' : t(`pattern.${tried}`)}
      </Text>
    </Stack>
  );
}

/** What becomes of a text; null: there is nothing to try yet. */
function useTried(pattern: string, text: string): Tried | null {
  const [tried, setTried] = useState<Tried | null>(null);
  useEffect(() => {
    let isOver = false;
    const isEmpty = pattern === '' || text === '';
    const answer = isEmpty ? Promise.resolve(null) : triedWith(pattern, text);
    answer.then(
      (found) => {
        if (!isOver) setTried(found);
      },
      () => undefined,
    );
    return () => {
      isOver = true;
    };
  }, [pattern, text]);
  return tried;
}
