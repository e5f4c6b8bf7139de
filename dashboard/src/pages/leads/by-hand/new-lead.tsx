import { Alert, Anchor, Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { leadForm } from '../../../../../api/leads/contract/bodies/leads.js';
import { api, Refused, type Schemas } from '../../../api/client';
import { useContractForm } from '../../../shared/form/use-contract-form';
import { useCan } from '../../../shared/me';
import { NotDone } from '../../../shared/states';
import { tellChanged } from '../../../shared/settings/tell-changed';
import { useTellName } from '../../../shared/title';
import { hasFaults, LeadFields, type Hints } from './lead-fields';
import { checkedOf, newLeadOf, noValues, type LeadValues } from './values';

/** Adds a lead that somebody called in, or met. */
export default function NewLead() {
  const { t } = useTranslation('byHand');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const seesAll = useCan('leads.read.all');
  const keys = useRef(new Map<string, string>());
  const [isJudged, setJudged] = useState(false);
  useTellName(t('add.title'));
  const form = useContractForm<LeadValues>({ schema: leadForm, initialValues: noValues(), toBody: checkedOf });
  const check = useCheck(form.values);
  const back = seesAll ? '/leads' : '/my-day';

  const add = async (values: LeadValues): Promise<void> => {
    const body = newLeadOf(values);
    await api.POST('/api/leads/check', { body });
    // Pressed twice, or sent again after the answer was lost, the same lead is one.
    const said = JSON.stringify(body);
    const key = keys.current.get(said) ?? crypto.randomUUID();
    keys.current.set(said, key);
    const taken = (await api.POST('/api/leads', { params: { header: { 'idempotency-key': key } }, body })).data!;
    void queries.invalidateQueries({ queryKey: ['leads'] });
    tellChanged(t(seesAll ? 'add.added' : 'add.addedByRep'));
    void navigate(seesAll ? `/leads/${taken.leadId}` : back, { replace: true });
  };
  const send = form.submits(add);
  return (
    <Stack maw={760} className="by-hand">
      <Anchor component={Link} to={back}>
        {t(seesAll ? 'add.back' : 'add.backToMine')}
      </Anchor>
      <Title order={1}>{t('add.title')}</Title>
      <Text c="dimmed">{t('add.hint')}</Text>
      <Paper withBorder p="md">
        <form
          noValidate
          onBlur={check.ask}
          onSubmit={(event) => {
            setJudged(true);
            if (hasFaults(form.values)) return event.preventDefault();
            send(event);
          }}
        >
          <Stack>
            {form.problem && <NotDone error={form.problem} />}
            <LeadFields form={form} hints={check.hints} isJudged={isJudged} />
            <TextInput
              label={t('field.source')}
              description={t('field.sourceHint')}
              {...form.getInputProps('source')}
            />
            <div role="status">{check.data && <Becomes check={check.data} />}</div>
            <Group justify="flex-end">
              <Button variant="default" component={Link} to={back}>
                {t('cancel')}
              </Button>
              <Button type="submit" loading={form.isSending}>
                {t('add.add')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Paper>
    </Stack>
  );
}

/**
 * What would become of it, as far as it is typed; and what the API says of address and number. It is asked when a field is left:
 * half an address is no address.
 */
function useCheck(values: LeadValues): { data: Schemas['LeadCheck'] | undefined; hints: Hints; ask: () => void } {
  const body = newLeadOf(values);
  const isAsked = !hasFaults(values) && (body.email !== undefined || body.phone !== undefined);
  const [asked, setAsked] = useState('');
  const ask = (): void => setAsked(isAsked ? JSON.stringify(body) : '');
  const { data, error } = useQuery({
    queryKey: ['lead-check', asked],
    enabled: asked !== '',
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: async () => (await api.POST('/api/leads/check', { body: JSON.parse(asked) as Schemas['NewLead'] })).data!,
  });
  if (asked === '') return { data: undefined, hints: {}, ask };
  const issues = error instanceof Refused ? error.issues : [];
  const known = JSON.parse(asked) as Schemas['NewLead'];
  const of = (path: 'email' | 'phone') =>
    known[path] === body[path] ? issues.find((issue) => issue.path === path)?.message : undefined;
  const [email, phone] = [of('email'), of('phone')];
  return { data: error ? undefined : data, hints: { ...(email && { email }), ...(phone && { phone }) }, ask };
}

function Becomes({ check: { flow, samePerson, becomes } }: { check: Schemas['LeadCheck'] }) {
  const { t } = useTranslation('byHand');
  const { t: common } = useTranslation();
  return (
    <Stack gap="xs">
      {(becomes !== 'NEW' || samePerson.length > 0) && (
        <Alert color="orange" title={t(`check.${becomes}`)}>
          <ul className="by-hand-list">
            {samePerson.map(({ leadId, name, status }) => (
              <li key={leadId}>
                <Anchor component={Link} to={`/leads/${leadId}`} target="_blank" c="inherit" underline="always">
                  {name ?? common('leads.unnamed')}
                </Anchor>{' '}
                · {common(`status.${status}`)}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      <Text size="sm" c="dimmed">
        {flow === null ? t('check.noFlow') : t('check.flow', { name: flow.name })}
      </Text>
    </Stack>
  );
}
