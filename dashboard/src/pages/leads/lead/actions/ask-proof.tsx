import { Radio, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CALL_OUTCOMES, type CallOutcome } from '../../../../../../domain/leads/vocabulary/proofs';
import { useZone } from '../../../../shared/instant';
import { PROOF_KINDS, type ProofKind } from '../../../../shared/proof-kinds';
import { instantOf } from '../../../../shared/wall-clock';
import { Dialog } from './dialog';

const AGO_MINUTES = [0, 5, 15, 30, 60, 120] as const;
const AT = 'at';

interface AskProps {
  onProof: (proof: { kind: ProofKind; outcome?: CallOutcome; occurredAt?: string; note?: string }) => void;
  onClose: () => void;
}

/** A proof that needs more than one tap: what came of a call, when it was, and a note. */
export function AskProof({ onProof, onClose }: AskProps) {
  const { t } = useTranslation();
  const zone = useZone();
  const [kind, setKind] = useState<ProofKind>('CALL_LOGGED');
  const [outcome, setOutcome] = useState<CallOutcome>('REACHED');
  const [when, setWhen] = useState('0');
  const [local, setLocal] = useState('');
  const [note, setNote] = useState('');
  const at = when === AT && local !== '' ? instantOf(local, zone) : null;
  const submit = (): void => {
    const ago = Number(when) * 60_000;
    const occurredAt = at ?? (ago > 0 ? new Date(Date.now() - ago).toISOString() : null);
    onProof({
      kind,
      ...(kind === 'CALL_LOGGED' && { outcome }),
      ...(occurredAt !== null && { occurredAt }),
      ...(note.trim() && { note: note.trim() }),
    });
  };
  return (
    <Dialog
      title={t('lead.logProof')}
      submit={t('lead.log')}
      disabled={when === AT && at === null}
      onSubmit={submit}
      onClose={onClose}
    >
      <Radio.Group label={t('lead.proofKind')} value={kind} onChange={(value) => setKind(value)}>
        <Stack gap={8} mt={4}>
          {PROOF_KINDS.map((value, index) => (
            <Radio
              key={value}
              value={value}
              label={t(`lead.proof.${value}`)}
              data-autofocus={index === 0 || undefined}
            />
          ))}
        </Stack>
      </Radio.Group>
      {kind === 'CALL_LOGGED' && (
        <Select
          label={t('call.what')}
          data={CALL_OUTCOMES.map((value) => ({ value, label: t(`call.${value}`) }))}
          value={outcome}
          onChange={(value) => setOutcome(value ?? 'REACHED')}
          allowDeselect={false}
        />
      )}
      <Select
        label={t('lead.when')}
        data={[
          ...AGO_MINUTES.map((minutes) => ({
            value: String(minutes),
            label: minutes === 0 ? t('lead.justNow') : t('lead.minutesAgo', { count: minutes }),
          })),
          { value: AT, label: t('lead.atTime') },
        ]}
        value={when}
        onChange={(value) => setWhen(value ?? '0')}
        allowDeselect={false}
      />
      {when === AT && (
        <TextInput
          type="datetime-local"
          label={t('lead.timeIn', { zone })}
          value={local}
          onChange={(event) => setLocal(event.currentTarget.value)}
          required
        />
      )}
      <Textarea
        label={t('lead.note')}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={10_000}
        autosize
        minRows={2}
      />
    </Dialog>
  );
}
