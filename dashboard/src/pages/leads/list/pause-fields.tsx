import { Radio, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNowMs } from '../../../api/server-clock';
import { useZone } from '../../../shared/instant';
import { pauseEndsOf } from '../../../shared/pause-ends';
import { instantOf } from '../../../shared/wall-clock';

const AT = 'at';
const OPEN = 'open';

/** When a pause ends: an instant; null: when somebody resumes the leads; undefined: that is not said yet. */
export type PauseEndAt = string | null | undefined;

/** How long a pause is: as a rule it has an end. */
export function PauseFields({ onEnd }: { onEnd: (at: PauseEndAt) => void }) {
  const { t } = useTranslation();
  const zone = useZone();
  // As of when it was opened: they do not move under the finger.
  const [ends] = useState(() => pauseEndsOf(serverNowMs(), zone).filter(({ name }) => name !== 'IN_15_MINUTES'));
  const [chosen, choose] = useState<string | null>(null);
  const [local, setLocal] = useState('');
  const typed = local === '' ? '' : instantOf(local, zone);
  const isPast = chosen === AT && typed !== '' && Date.parse(typed) <= serverNowMs();
  const say = (name: string | null, at: string): void => {
    if (name === OPEN) onEnd(null);
    else if (name === AT) onEnd(at !== '' && Date.parse(at) > serverNowMs() ? at : undefined);
    else onEnd(ends.find((end) => end.name === name)?.at);
  };
  return (
    <>
      <Radio.Group
        label={t('pause.until')}
        value={chosen}
        onChange={(name) => {
          choose(name);
          say(name, typed);
        }}
      >
        <Stack gap={8} mt={4}>
          {ends.map(({ name }, index) => (
            <Radio key={name} value={name} label={t(`pause.${name}`)} data-autofocus={index === 0 || undefined} />
          ))}
          <Radio value={AT} label={t('pause.at')} />
          <Radio value={OPEN} label={t('pause.open')} />
        </Stack>
      </Radio.Group>
      {chosen === AT && (
        <TextInput
          type="datetime-local"
          label={t('lead.timeIn', { zone })}
          value={local}
          error={isPast && t('pause.past')}
          onChange={({ currentTarget: { value } }) => {
            setLocal(value);
            say(AT, value === '' ? '' : instantOf(value, zone));
          }}
          required
        />
      )}
    </>
  );
}
