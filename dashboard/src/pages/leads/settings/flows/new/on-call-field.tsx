import { ActionIcon, Group, Input, List, Stack } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { PickPerson } from '../../../../../shared/settings/pick-person';

interface OnCallFieldProps {
  people: ReadonlyMap<string, string>;
  value?: string[];
  onChange?: (value: string[]) => void;
  error?: React.ReactNode;
}

/** People in the order in which they are told. */
export function OnCallField({ people, value = [], onChange, error }: OnCallFieldProps) {
  const { t } = useTranslation('flows');
  return (
    <Stack gap="xs">
      <PickPerson
        label={t('template.onCall')}
        description={t('template.onCallHint')}
        value={null}
        without={value}
        error={error}
        onChange={(id) => id !== null && onChange?.([...value, id])}
      />
      {value.length > 0 && (
        <Input.Wrapper>
          <List type="ordered" aria-label={t('template.onCall')}>
            {value.map((id) => (
              <List.Item key={id}>
                <Group gap="xs">
                  {people.get(id) ?? '…'}
                  <ActionIcon
                    variant="subtle"
                    aria-label={t('template.offCall', { name: people.get(id) ?? '…' })}
                    onClick={() => onChange?.(value.filter((one) => one !== id))}
                  >
                    <IconX size={14} aria-hidden />
                  </ActionIcon>
                </Group>
              </List.Item>
            ))}
          </List>
        </Input.Wrapper>
      )}
    </Stack>
  );
}
