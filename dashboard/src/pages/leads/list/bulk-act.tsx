import { Button, Group, Radio, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { OUTCOMES } from '../../../../../domain/leads/vocabulary/outcomes';
import { tellChanged } from '../../../shared/settings/tell-changed';
import { Failed, Loading, NotDone } from '../../../shared/states';
import { PauseUntilFields, usePauseUntil } from '../parts/pause-until';
import { undo, useAct, useActPreview, type ActKind, type ActResult, type ActTarget } from './acts';
import { Again, BulkDialog, BulkReason } from './bulk-dialog';
import { BulkItems } from './bulk-items';
import { ownerOf } from './cells';
import type { RowWords } from './row-words';
import { TagFields } from './tag-fields';
import { undoOf, type Act } from './undo-of';

const TYPING_MS = 250;
const OUTCOMES_OF_MANY = ['requested', 'done', 'already', 'refused', 'changed', 'notFound', 'failed'] as const;

interface BulkActProps {
  kind: ActKind;
  target: ActTarget;
  words: RowWords;
  /** @param isDone something was done */
  onClose: (isDone: boolean) => void;
}

/** Pauses, closes or tags leads: how, what would come of it, and what came of it. */
export default function BulkAct({ kind, target: given, words, onClose }: BulkActProps) {
  const { t } = useTranslation('leadList');
  const { t: common } = useTranslation();
  const [target, setTarget] = useState(given);
  const until = usePauseUntil(false);
  const [outcome, setOutcome] = useState<(typeof OUTCOMES)[number] | null>(null);
  const [tags, setTags] = useState<{ add: string[]; remove: string[] }>({ add: [], remove: [] });
  const [reason, setReason] = useState('');
  const [result, setResult] = useState<ActResult | null>(null);
  const why = reason.trim() === '' ? {} : { reason: reason.trim() };
  const act = actOf();
  // Why it is done decides nothing: what would come of it is not asked anew at each letter.
  const judged = act && JSON.stringify({ ...act, reason: kind === 'REOPEN' ? '…' : undefined });
  const [asked] = useDebouncedValue(judged, TYPING_MS);
  const isSettled = asked === judged;
  const preview = useActPreview(target, asked === null ? null : (JSON.parse(asked) as Act));
  const doing = useAct();
  const [key] = useState(() => crypto.randomUUID());
  const many =
    'leadIds' in target ? t(`act.title.${kind}`, { count: target.leadIds.length }) : t(`act.titleAll.${kind}`);

  function actOf(): Act | null {
    if (kind === 'PAUSE')
      return until.at === undefined ? null : { kind, ...(until.at !== null && { until: until.at }), ...why };
    if (kind === 'CLOSE') return outcome && { kind, outcome, ...why };
    if (kind === 'RESUME') return { kind, ...why };
    if (kind === 'REOPEN') return { kind, reason: reason.trim() };
    return tags.add.length + tags.remove.length === 0 ? null : { kind, ...tags };
  }

  const send = (): void => {
    if (!act || !preview.data) return;
    const seen = preview.data;
    doing.mutate(
      { key, act, preview: seen },
      {
        onSuccess: (answer) => {
          const done = answer.counts.requested + answer.counts.done;
          const back = undoOf(act, seen, answer, t('act.undone'));
          if (done > 0)
            tellChanged(t(`act.did.${kind}`, { count: done }), back.length > 0 ? () => undo(back) : undefined);
          // Where all went well there is nothing to read.
          if (done === answer.items.length && seen.counts.can === seen.items.length) onClose(true);
          else setResult(answer);
        },
      },
    );
  };
  const close = (): void => onClose(result !== null && result.counts.requested + result.counts.done > 0);
  const can = preview.data?.counts.can ?? 0;
  const isReasonMissing = kind === 'REOPEN' && reason.trim() === '';
  const name = (leadId: string) => preview.data?.items.find((item) => item.leadId === leadId);

  return (
    <BulkDialog title={many} onClose={close}>
      {result ? (
        <Stack>
          <Text fw={600} role="status">
            {OUTCOMES_OF_MANY.filter((one) => result.counts[one] > 0)
              .map((one) => t(`act.came.${one}`, { count: result.counts[one] }))
              .join(', ')}
          </Text>
          <BulkItems
            label={common('leads.bulk.result')}
            items={result.items.map((item) => ({
              leadId: item.leadId,
              name: name(item.leadId)?.name ?? null,
              words: item.why ?? t(`act.outcomes.${item.outcome}`),
              isFine: item.outcome === 'REQUESTED' || item.outcome === 'DONE',
              beside: ownerOf(name(item.leadId)?.ownerId ?? null, words),
            }))}
          />
          <Group justify="flex-end">
            <Again
              items={result.items}
              onAgain={(leadIds) => {
                doing.reset();
                setResult(null);
                setTarget({ leadIds });
              }}
            />
            <Button onClick={close} data-autofocus>
              {common('leads.bulk.done')}
            </Button>
          </Group>
        </Stack>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (can > 0 && isSettled && !isReasonMissing) send();
          }}
        >
          <Stack>
            {kind === 'PAUSE' && <PauseUntilFields until={until} autoFocus />}
            {kind === 'CLOSE' && (
              <Radio.Group label={common('lead.outcome')} value={outcome} onChange={(value) => setOutcome(value)}>
                <Stack gap={8} mt={4}>
                  {OUTCOMES.map((value, index) => (
                    <Radio
                      key={value}
                      value={value}
                      label={common(`outcome.${value}`)}
                      data-autofocus={index === 0 || undefined}
                    />
                  ))}
                </Stack>
              </Radio.Group>
            )}
            {kind === 'TAG' && <TagFields {...tags} onChange={(change) => setTags({ ...tags, ...change })} />}
            {kind !== 'TAG' && (
              <BulkReason
                value={reason}
                onChange={setReason}
                required={kind === 'REOPEN'}
                autoFocus={kind === 'RESUME' || kind === 'REOPEN'}
              />
            )}
            {preview.error && <Failed error={preview.error} again={() => void preview.refetch()} />}
            {preview.isLoading && <Loading />}
            {act && preview.data && (
              <>
                <Text size="sm" role="status">
                  {[
                    t(`act.will.${kind}`, { count: can }),
                    preview.data.counts.already > 0 && t('act.came.already', { count: preview.data.counts.already }),
                    preview.data.counts.refused > 0 &&
                      common('leads.bulk.willRefuse', { count: preview.data.counts.refused }),
                    preview.data.counts.notFound > 0 &&
                      common('leads.bulk.notFound', { count: preview.data.counts.notFound }),
                  ]
                    .filter(Boolean)
                    .join(', ')}
                  . {preview.data.more && t('act.more', { count: preview.data.items.length })}
                </Text>
                {kind === 'CLOSE' && can > 0 && (
                  <Text size="sm" c="dimmed">
                    {t('act.follows')}
                  </Text>
                )}
                <BulkItems
                  label={common('leads.bulk.preview')}
                  items={preview.data.items.map((item) => ({
                    leadId: item.leadId,
                    name: item.name,
                    words: item.why ?? t(`act.outcomes.${kind}`),
                    isFine: item.outcome === 'CAN',
                    beside: item.outcome === 'NOT_FOUND' ? '–' : ownerOf(item.ownerId, words),
                  }))}
                />
              </>
            )}
            {doing.error && <NotDone error={doing.error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                {common('leads.bulk.cancel')}
              </Button>
              <Button
                type="submit"
                color={kind === 'CLOSE' ? 'red' : undefined}
                disabled={can === 0 || !isSettled || act === null || isReasonMissing}
                loading={doing.isPending}
              >
                {t(`act.do.${kind}`, { count: act ? can : 0 })}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </BulkDialog>
  );
}
