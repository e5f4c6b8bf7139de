import { Fieldset, SimpleGrid, Stack, Switch, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useField } from '../editing';
import { DurationAt } from '../fields/duration-at';
import { Inside } from '../fields/inside';
import { SelectAt } from '../fields/simple';

const PATH = ['duplicates'] as const;
/** What most companies mean by «again». */
const NEW_POLICY = { window: 'P30D', action: 'ATTACH' };

/** What becomes of a lead whose person asked before. */
export function Duplicates() {
  const { t } = useTranslation('flowConditions');
  const { readOnly, value: policy, set, error } = useField(PATH);
  const action = (policy as { action?: unknown } | undefined | null)?.action;
  return (
    <Fieldset legend={t('takes.again')}>
      <Stack gap="sm">
        <Inside path={PATH} label={t('takes.again')} members={['window', 'action']}>
          <Switch
            label={t('takes.watch')}
            description={t('takes.watchHint')}
            error={error}
            disabled={readOnly}
            checked={policy !== undefined}
            onChange={({ currentTarget }) => set(currentTarget.checked ? NEW_POLICY : undefined)}
          />
          {policy !== undefined && (
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <DurationAt path={[...PATH, 'window']} label={t('takes.window')} description={t('takes.windowHint')} />
              <Stack gap={4}>
                <SelectAt
                  path={[...PATH, 'action']}
                  label={t('takes.action')}
                  data={(['ATTACH', 'LINK'] as const).map((value) => ({ value, label: t(`takes.${value}`) }))}
                />
                {(action === 'ATTACH' || action === 'LINK') && (
                  <Text size="sm" c="dimmed">
                    {t(`takes.${action}Hint`)}
                  </Text>
                )}
              </Stack>
            </SimpleGrid>
          )}
        </Inside>
      </Stack>
    </Fieldset>
  );
}
