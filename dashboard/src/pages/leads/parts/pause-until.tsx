import { Radio, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNowMs } from '../../../api/server-clock';
import { useZone } from '../../../shared/instant';
import { pauseEndsOf } from '../../../shared/pause-ends';
import { instantOf } from '../../../shared/wall-clock';

const AT = 'at';
const OPEN = 'open';

/** What is chosen of when a pause ends. */
export interface PauseUntil {
  /** ISO 8601; null: when somebody resumes it; undefined: that is not said yet, or over. */
  at: string | null | undefined;
  ends: { name: string; at: string }[];
  chosen: string | null;
  choose: (name: string) => void;
  /** As it is typed. */
  local: string;
  setLocal: (local: string) => void;
  isPast: boolean;
}

/** @param isPreset the soonest is chosen from the beginning */
export function usePauseUntil(isPreset: boolean): PauseUntil {
  const zone = useZone();
  // As of when it was opened: they do not move under the finger.
  const [ends] = useState(() => pauseEndsOf(serverNowMs(), zone).filter(({ name }) => name !== 'IN_15_MINUTES'));
  const [chosen, choose] = useState<string | null>(isPreset ? (ends[0]?.name ?? AT) : null);
  const [local, setLocal] = useState('');
  const typed = local === '' ? undefined : instantOf(local, zone) || undefined;
  const isPast = chosen === AT && typed !== undefined && Date.parse(typed) <= serverNowMs();
  const named = chosen === AT ? (isPast ? undefined : typed) : ends.find(({ name }) => name === chosen)?.at;
  return { at: chosen === OPEN ? null : named, ends, chosen, choose, local, setLocal, isPast };
}

/** How long a pause is: as a rule it has an end. @param autoFocus where one begins */
export function PauseUntilFields({ until, autoFocus = false }: { until: PauseUntil; autoFocus?: boolean }) {
  const { t } = useTranslation();
  const zone = useZone();
  const { ends, chosen, choose, local, setLocal, isPast } = until;
  return (
    <>
      <Radio.Group label={t('pause.until')} value={chosen} onChange={choose}>
        <Stack gap={8} mt={4}>
          {ends.map(({ name }, index) => (
            <Radio
              key={name}
              value={name}
              label={t(`pause.${name}`)}
              data-autofocus={(autoFocus && index === 0) || undefined}
            />
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
          onChange={({ currentTarget }) => setLocal(currentTarget.value)}
          required
        />
      )}
    </>
  );
}
