import { Radio, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNowMs } from '../../../../api/server-clock';
import { useZone } from '../../../../shared/instant';
import { pauseEndsOf } from '../../../../shared/pause-ends';
import { instantOf } from '../../../../shared/wall-clock';
import { Dialog } from './dialog';
import { Reason } from '../../parts/reason';

const AT = 'at';
const OPEN = 'open';

interface AskPauseProps {
  /** What is done: as of when it was opened, whatever somebody else does meanwhile. */
  title: string;
  /** @param until ISO 8601; undefined: until somebody resumes it */
  onPause: (reason: string, until: string | undefined) => void;
  onClose: () => void;
}

/** How long, and why: as a rule a pause has an end. */
export function AskPause({ title: titled, onPause, onClose }: AskPauseProps) {
  const { t } = useTranslation();
  const [title] = useState(titled);
  const zone = useZone();
  // As of when it was opened: they do not move under the finger.
  const [ends] = useState(() => pauseEndsOf(serverNowMs(), zone).filter(({ name }) => name !== 'IN_15_MINUTES'));
  const [chosen, choose] = useState<string>(ends[0]?.name ?? AT);
  const [local, setLocal] = useState('');
  const [reason, setReason] = useState('');
  const typed = local === '' ? '' : instantOf(local, zone);
  const at = chosen === AT ? typed : ends.find(({ name }) => name === chosen)?.at;
  const isPast = chosen === AT && typed !== '' && Date.parse(typed) <= serverNowMs();
  return (
    <Dialog
      title={title}
      submit={title}
      disabled={chosen !== OPEN && (!at || isPast)}
      onSubmit={() => onPause(reason, chosen === OPEN ? undefined : at)}
      onClose={onClose}
    >
      <Radio.Group label={t('pause.until')} value={chosen} onChange={choose}>
        <Stack gap={8} mt={4}>
          {ends.map(({ name }) => (
            <Radio key={name} value={name} label={t(`pause.${name}`)} />
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
          onChange={(event) => setLocal(event.currentTarget.value)}
          required
        />
      )}
      <Reason value={reason} onChange={setReason} autoFocus />
    </Dialog>
  );
}
