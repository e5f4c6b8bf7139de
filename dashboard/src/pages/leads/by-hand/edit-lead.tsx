import { Alert, Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { leadForm } from '../../../../../api/leads/contract/bodies/leads.js';
import { api, Refused, type Schemas } from '../../../api/client';
import { ifMatch } from '../../../api/if-match';
import { useContractForm } from '../../../shared/form/use-contract-form';
import { leadQuery } from '../../../shared/lead-query';
import { NotDone } from '../../../shared/states';
import { tellChanged } from '../../../shared/settings/tell-changed';
import { conflictsOf, editsOf, fieldsOf, fieldsOfLead, patchOf, type Fields } from './edits';
import { useFieldName } from './field-name';
import { hasFaults, LeadFields } from './lead-fields';
import { checkedOf, valuesOf, type LeadValues } from './values';

type Lead = Schemas['Lead'];

/** The machine goes on with a lead while somebody types: its changes are none of the fields', and are passed by so often. */
const MOST_TRIES = 5;

/** Changes what is known of a lead's person and what they ask for. */
export default function EditLead({ lead, onClose }: { lead: Lead; onClose: () => void }) {
  const { t } = useTranslation('byHand');
  const isPhone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const queries = useQueryClient();
  const fieldName = useFieldName();
  const base = useRef(lead);
  const [isJudged, setJudged] = useState(false);
  /** What somebody else changed to something else meanwhile, and the lead as they left it. */
  const [other, setOther] = useState<{ fields: string[]; lead: Lead } | null>(null);
  const form = useContractForm<LeadValues>({ schema: leadForm, initialValues: valuesOf(lead), toBody: checkedOf });

  const read = (): Promise<Lead> => queries.fetchQuery({ ...leadQuery(lead.id), staleTime: 0 });
  const write = async (edits: Fields, onto: Lead): Promise<Lead> => {
    const { data, response } = await api.PATCH('/api/leads/{id}', {
      params: { path: { id: lead.id }, header: ifMatch(onto.revision) },
      body: patchOf(edits, onto),
    });
    return { ...data!, revision: Number(response.headers.get('etag')?.replaceAll('"', '') ?? data!.revision) };
  };

  /** @param regardless of what somebody else changed meanwhile */
  const save = async (values: LeadValues, regardless = false): Promise<void> => {
    const from = fieldsOfLead(base.current);
    const edits = editsOf(from, fieldsOf(values));
    if (edits.size === 0) return onClose();
    let onto = base.current;
    for (let tries = 1; ; tries += 1) {
      try {
        const saved = await write(edits, onto);
        queries.setQueryData(leadQuery(lead.id).queryKey, saved);
        const back = editsOf(fieldsOfLead(saved), fieldsOfLead(onto));
        tellChanged(t('edit.changed'), async () => {
          queries.setQueryData(leadQuery(lead.id).queryKey, await write(back, await read()));
        });
        return onClose();
      } catch (error) {
        if (!(error instanceof Refused) || error.status !== 412 || tries === MOST_TRIES) throw error;
        onto = await read();
        const fields = conflictsOf(edits, from, fieldsOfLead(onto));
        if (fields.length > 0 && !regardless) return setOther({ fields, lead: onto });
      }
    }
  };
  const send = form.submits((values) => save(values));
  const takeTheirs = (): void => {
    base.current = other!.lead;
    form.setValues(valuesOf(other!.lead));
    setOther(null);
  };
  const keepMine = form.submits((values) => {
    setOther(null);
    return save(values, true);
  });

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('edit.title')}
      size="lg"
      fullScreen={isPhone ?? false}
      closeButtonProps={{ 'aria-label': t('cancel') }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          setJudged(true);
          if (hasFaults(form.values)) return event.preventDefault();
          send(event);
        }}
      >
        <Stack>
          {form.problem && <NotDone error={form.problem} />}
          {other && (
            <Alert color="orange" role="alert" title={t('edit.stale')}>
              <List size="sm" mb="sm">
                {other.fields.map((field) => (
                  <List.Item key={field}>
                    {fieldName(field)}: {wordsOf(fieldsOfLead(other.lead).get(field))}
                  </List.Item>
                ))}
              </List>
              <Group gap="xs">
                <Button size="compact-sm" variant="default" onClick={takeTheirs}>
                  {t('edit.takeTheirs')}
                </Button>
                <Button size="compact-sm" variant="default" onClick={() => keepMine()}>
                  {t('edit.keepMine')}
                </Button>
              </Group>
            </Alert>
          )}
          <LeadFields form={form} isJudged={isJudged} />
          <Text size="sm" c="dimmed">
            {t('edit.follows')}
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={form.isSending} disabled={other !== null}>
              {t('edit.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

const wordsOf = (value: unknown): string =>
  value === undefined || value === null ? '–' : typeof value === 'string' ? value : JSON.stringify(value);
