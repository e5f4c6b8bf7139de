import { Alert, Button, Group, List, Modal, Radio, Stack, Text } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api, Refused, type Schemas } from '../../../api/client';
import { ifMatch } from '../../../api/if-match';
import { Instant } from '../../../shared/instant';
import { Failed, Loading, NotDone } from '../../../shared/states';
import { tellChanged } from '../../../shared/settings/tell-changed';
import { useRun } from '../../../shared/use-run';
import { PickLead } from '../parts/pick-lead';
import { Reason } from '../parts/reason';
import { useFieldName } from './field-name';
import './by-hand.css';

type Lead = Schemas['Lead'];
type Preview = Schemas['MergePreview'];
/** Of the two leads, the one whose value it is. */
type Side = Preview['fields'][number]['byDefault'];

interface MergeProps {
  lead: Lead;
  /** The other one, where it is known. */
  otherId?: string | undefined;
  onClose: () => void;
}

/** Makes two leads of one person one: which, which stays, whose values, and what follows. */
export default function Merge({ lead, otherId, onClose }: MergeProps) {
  const { t } = useTranslation('byHand');
  const [picked, setPicked] = useState<string | null>(otherId ?? null);
  const [asked, setAsked] = useState<string | null>(otherId ?? null);
  return (
    <Modal opened onClose={onClose} title={t('merge.title')} size="lg" closeButtonProps={{ 'aria-label': t('cancel') }}>
      {asked === null ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            setAsked(picked);
          }}
        >
          <Stack>
            <PickLead lead={lead} value={picked} onChange={setPicked} label={t('merge.pick')} />
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {t('cancel')}
              </Button>
              <Button type="submit" disabled={picked === null}>
                {t('merge.next')}
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <Choose leadId={lead.id} otherId={asked} onClose={onClose} />
      )}
    </Modal>
  );
}

function Choose({ leadId, otherId, onClose }: { leadId: string; otherId: string; onClose: () => void }) {
  const { t } = useTranslation('byHand');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [[keptId, mergedId], setPair] = useState([leadId, otherId]);
  const [choices, setChoices] = useState<Record<string, Side>>({});
  const [reason, setReason] = useState('');
  const { error, isSending, run } = useRun();
  const preview = useQuery({
    queryKey: ['lead', keptId, 'merge', mergedId],
    retry: false,
    queryFn: async () =>
      (await api.GET('/api/leads/{id}/merge', { params: { path: { id: keptId }, query: { mergedId: mergedId } } }))
        .data!,
  });
  const { data } = preview;
  const merge = async ({ kept, merged, fields }: Preview): Promise<void> => {
    try {
      const known = Object.entries(choices).filter(([field]) => fields.some((one) => one.field === field));
      await api.POST('/api/leads/{id}/merge', {
        params: { path: { id: kept.leadId }, header: ifMatch(kept.revision) },
        body: {
          mergedId: merged.leadId,
          mergedRevision: merged.revision,
          choices: Object.fromEntries(known),
          ...(reason.trim() && { reason: reason.trim() }),
        },
      });
      tellChanged(t('merge.done'), async () => {
        await api.POST('/api/leads/{id}/unmerge', { params: { path: { id: merged.leadId } }, body: {} });
        await queries.invalidateQueries({ queryKey: ['lead'] });
      });
      await queries.invalidateQueries({ queryKey: ['lead'] });
      onClose();
      if (kept.leadId !== leadId) void navigate(`/leads/${kept.leadId}`);
    } catch (failure) {
      // The machine went on with one of them, or somebody changed it: it is looked at again, what was chosen stays.
      void preview.refetch();
      throw failure instanceof Refused && failure.status === 412 ? new Error(t('merge.stale')) : failure;
    }
  };
  if (preview.error && !data) return <Failed error={preview.error} again={() => void preview.refetch()} />;
  if (!data) return <Loading />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        run(() => merge(data))();
      }}
    >
      <Stack>
        {error && <NotDone error={error} />}
        <div className="by-hand-sides">
          <SideOf title={t('merge.stays')} side={data.kept} names={data.names} />
          <SideOf title={t('merge.goes')} side={data.merged} names={data.names} />
        </div>
        <Group>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconArrowsExchange size={16} aria-hidden />}
            onClick={() => {
              setPair([mergedId, keptId]);
              setChoices({});
            }}
          >
            {t('merge.swap')}
          </Button>
        </Group>
        {data.refusal !== null ? (
          <Alert color="red" role="alert" title={t('merge.refused')}>
            {data.refusal}
          </Alert>
        ) : (
          <>
            <Choices
              fields={data.fields}
              choices={choices}
              onChoose={(field, side) => setChoices((before) => ({ ...before, [field]: side }))}
            />
            <Follows preview={data} />
            <Reason value={reason} onChange={setReason} />
          </>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={isSending} disabled={data.refusal !== null}>
            {t('merge.merge')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function SideOf({ title, side, names }: { title: string; side: Preview['kept']; names: Preview['names'] }) {
  const { t } = useTranslation('byHand');
  const { t: common } = useTranslation();
  const { name, status, ownerId, receivedAt, openClocks } = side;
  return (
    <section>
      <Text size="sm" c="dimmed">
        {title}
      </Text>
      <Text fw={700} className="by-hand-words">
        {name ?? common('leads.unnamed')}
      </Text>
      <Text size="sm">
        {common(`status.${status}`)} · {ownerId === null ? common('leads.nobody') : (names[ownerId] ?? ownerId)}
      </Text>
      <Text size="sm" c="dimmed">
        <Instant at={receivedAt} />
      </Text>
      {openClocks.length > 0 && (
        <Text size="sm">{t('merge.clocks', { names: openClocks.map((clock) => clock.name).join(', ') })}</Text>
      )}
    </section>
  );
}

interface ChoicesProps {
  fields: Preview['fields'];
  choices: Readonly<Record<string, Side>>;
  onChoose: (field: string, side: Side) => void;
}

function Choices({ fields, choices, onChoose }: ChoicesProps) {
  const { t } = useTranslation('byHand');
  const fieldName = useFieldName();
  if (fields.length === 0) return <Text size="sm">{t('merge.nothingToChoose')}</Text>;
  return (
    <Stack gap="sm">
      <Text fw={600}>{t('merge.choose')}</Text>
      {fields.map(({ field, kept, merged, byDefault }) => (
        <Radio.Group
          key={field}
          className="by-hand-choice"
          label={fieldName(field)}
          value={choices[field] ?? byDefault}
          onChange={(value) => onChoose(field, value)}
        >
          <div className="by-hand-sides">
            <Radio value="KEPT" label={wordsOf(kept, t('merge.empty'))} />
            <Radio value="MERGED" label={wordsOf(merged, t('merge.empty'))} />
          </div>
        </Radio.Group>
      ))}
    </Stack>
  );
}

const wordsOf = (value: unknown, empty: string): string =>
  value === null || value === undefined ? empty : typeof value === 'string' ? value : JSON.stringify(value);

/** What becomes of all that hangs on the two. */
function Follows({ preview: { merged, proofs } }: { preview: Preview }) {
  const { t } = useTranslation('byHand');
  const counting = proofs.filter(({ counts }) => counts);
  const stopped = [...new Set(counting.flatMap(({ stops }) => stops))];
  const lines = [
    t('merge.follows.closed'),
    merged.openClocks.length > 0 && t('merge.follows.clocks', { count: merged.openClocks.length }),
    counting.length > 0 && t('merge.follows.proofs', { count: counting.length }),
    stopped.length > 0 && t('merge.follows.stops', { names: stopped.join(', ') }),
    proofs.length > counting.length && t('merge.follows.before', { count: proofs.length - counting.length }),
    merged.notes > 0 && t('merge.follows.notes', { count: merged.notes }),
    merged.openOffers > 0 && t('merge.follows.offers'),
    merged.openWorkItems > 0 && t('merge.follows.workItems', { count: merged.openWorkItems }),
    t('merge.follows.owner'),
    t('merge.follows.later'),
    t('merge.follows.undo'),
  ].filter((line) => line !== false);
  return (
    <section>
      <Text fw={600}>{t('merge.follows.title')}</Text>
      <List size="sm">
        {lines.map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
    </section>
  );
}
