import { Combobox, Text, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconCheck } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../../api/client';
import { useInstantWords } from '../../../shared/instant';
import { Failed } from '../../../shared/states';

/** What is chosen where it is a duplicate of no lead that is here. */
export const NONE = 'none';
const MIN_LETTERS = 2;

interface Found {
  id: string;
  words: string;
  more: string;
}

interface PickLeadProps {
  /** The one that is a duplicate. */
  lead: Schemas['Lead'];
  /** The id of the other one, or `NONE`. */
  value: string | null;
  onChange: (id: string) => void;
  /** What is asked, where it is not of which lead it is a duplicate; then there must be one. */
  label?: string;
}

/** Of which lead it is a duplicate: those of the same person first, all others by what is typed. */
export function PickLead({ lead, value, onChange, label }: PickLeadProps) {
  const { t } = useTranslation();
  const full = useInstantWords();
  const [text, setText] = useState('');
  const [typed] = useDebouncedValue(text.trim(), 150);
  const combobox = useCombobox({ opened: true });
  const contacts = [lead.phone, lead.email].filter((contact) => contact !== null);
  const asked = typed.length >= MIN_LETTERS ? [typed] : contacts;
  const found = useQuery({
    queryKey: ['search', 'duplicate-of', lead.id, ...asked],
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const answers = await Promise.all(asked.map((q) => api.GET('/api/search', { params: { query: { q } } })));
      return answers.flatMap(({ data }) => data!.leads);
    },
  });
  const known: Found[] =
    typed.length >= MIN_LETTERS
      ? []
      : lead.samePerson.map(({ leadId, receivedAt, status }) => ({
          id: leadId,
          words: t('lead.samePerson'),
          more: `${t(`status.${status}`)} · ${full(receivedAt)}`,
        }));
  const others = (found.data ?? []).map(({ id, name, email, phone, externalId, status }): Found => ({
    id,
    words: name ?? t('leads.unnamed'),
    more: [t(`status.${status}`), email, phone, externalId].filter(Boolean).join(' · '),
  }));
  // What the search knows of a lead says more than that it is the same person's.
  const all = new Map([...known, ...others].map((one) => [one.id, one]));
  all.delete(lead.id);
  const none = label === undefined ? [{ id: NONE, words: t('lead.duplicateOfNone'), more: '' }] : [];
  const shown: Found[] = [...all.values(), ...none];
  const asks = label ?? t('lead.duplicateOf');
  return (
    <Combobox store={combobox} onOptionSubmit={onChange}>
      {found.error && <Failed error={found.error} again={() => void found.refetch()} />}
      <Combobox.EventsTarget withExpandedAttribute>
        <TextInput
          label={asks}
          placeholder={t('leads.search')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          role="combobox"
        />
      </Combobox.EventsTarget>
      <Combobox.Options className="reps" aria-label={asks}>
        {shown.map(({ id, words, more }) => (
          <Combobox.Option key={id} value={id} active={id === value} className="rep">
            <Text size="sm" fw={id === value ? 700 : 400}>
              {id === value && <IconCheck size={14} aria-hidden />} {words}
            </Text>
            {more !== '' && (
              <Text size="xs" c="dimmed">
                {more}
              </Text>
            )}
          </Combobox.Option>
        ))}
      </Combobox.Options>
    </Combobox>
  );
}
