import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ListAt } from '../fields/list-at';
import { useAt, useDraft } from '../editing';
import { ClockFields } from './clock-fields';
import './clocks.css';
import { isMembers, keyFrom, keysOf, listOf, readClock } from './read';
import { freshClock } from './templates';
import { useClockWords } from './words';

/** The clocks of a flow, with their ladders. */
export default function Clocks() {
  const { t } = useTranslation('flowClocks');
  const { document } = useDraft();
  const words = useClockWords();
  const clocks = listOf(useAt(['clocks']));
  return (
    <Stack>
      <div>
        <Title order={2} size="h4">
          {t('title')}
        </Title>
        <Text c="dimmed">{t('subtitle')}</Text>
      </div>
      <ListAt
        path={['clocks']}
        label={t('title')}
        title={(clock, index) => (
          <>
            <Text span fw={600}>
              {isMembers(clock) && readClock(clock).name === null ? t('new') : words.clockName(clock, index)}
            </Text>{' '}
            <Text span size="sm" c="dimmed">
              {words.clock(clock, clocks)}
            </Text>
          </>
        )}
        itemName={(clock, index) => words.clockName(clock, index)}
        fresh={() => freshClock(document.get(['clocks']))}
        add={t('add')}
        empty={t('empty')}
        copy={(clock, list) =>
          isMembers(clock)
            ? { ...structuredClone(clock), key: keyFrom(readClock(clock).key ?? 'clock', keysOf(list), 'clock') }
            : structuredClone(clock)
        }
      >
        {(path, index) => <ClockFields path={path} index={index} />}
      </ListAt>
    </Stack>
  );
}
