import { List, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Names } from '../../../../../../shared/names';
import { ChangeLine } from '../changes/change-list';
import { changeWords } from '../changes/change-words';
import { useFlowNames } from '../names';
import { changesBetween } from '../changes/changes';
import type { JsonObject } from '../changes/json';
import type { News } from './saver';

const MOST_TOLD = 5;

/** @returns says what was brought together without a question */
export function useNews({ name }: { name: string }): (news: News) => void {
  const { t } = useTranslation('flows');
  const { all } = useFlowNames();
  return useCallback(
    (news: News) => {
      const common = {
        color: 'blue',
        autoClose: 15_000,
        closeButtonProps: { 'aria-label': i18next.t('frame.putAway') },
      };
      if (news.is === 'RESTORED') notifications.show({ ...common, message: t('news.restored', { name }) });
      else
        notifications.show({
          ...common,
          title: t(news.is === 'TAKEN' ? 'news.taken' : 'news.merged'),
          message: <TheirChanges base={news.base} theirs={news.theirs} names={all} />,
        });
    },
    [t, name, all],
  );
}

/** Notices stand outside of the editor: what they need is given to them. */
function TheirChanges({ base, theirs, names }: { base: JsonObject; theirs: JsonObject; names: Names }) {
  const { t, i18n } = useTranslation('flows');
  const { t: tCondition } = useTranslation('flowConditions');
  const changes = changesBetween(base, theirs);
  const wording = { t, tCondition, names, language: i18n.language };
  return (
    <Stack gap={4} c="var(--mantine-color-text)">
      <List size="sm">
        {changes.slice(0, MOST_TOLD).map((change, index) => (
          <List.Item key={index}>
            <ChangeLine change={changeWords(change, [base, theirs], wording)} />
          </List.Item>
        ))}
      </List>
      {changes.length > MOST_TOLD && <Text size="sm">{t('news.more', { count: changes.length - MOST_TOLD })}</Text>}
    </Stack>
  );
}
