import { List, NumberInput, SimpleGrid } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { organisationChange } from '../../../../../../api/platform/contract/bodies/organisation.js';
import { useContractForm } from '../../../../shared/form/use-contract-form';
import { ByName } from '../../../../shared/settings/by-name';
import { FormCard, type CardProps } from './card';
import { useChange, type Organisation } from './data';

const KINDS = ['readNoticeDays', 'unreadNoticeDays'] as const;
type Kind = (typeof KINDS)[number];
/** An empty field: as long as the installation. */
type Values = { retention: Record<Kind, number | ''> };

const valuesOf = ({ retention }: Organisation): Values => ({
  retention: { readNoticeDays: retention.readNoticeDays ?? '', unreadNoticeDays: retention.unreadNoticeDays ?? '' },
});
const bodyOf = ({ retention }: Values) => ({
  retention: {
    readNoticeDays: retention.readNoticeDays === '' ? null : retention.readNoticeDays,
    unreadNoticeDays: retention.unreadNoticeDays === '' ? null : retention.unreadNoticeDays,
  },
});

/** How long it keeps notices, where that is shorter than the installation does. */
export function Kept({ organisation, ...card }: CardProps) {
  const { t } = useTranslation('organisation');
  const change = useChange();
  const { installation } = organisation;
  const before = valuesOf(organisation);
  const form = useContractForm<Values>({ schema: organisationChange, initialValues: before, toBody: bodyOf });
  const [asked, setAsked] = useState<Values | null>(null);
  /** Days after which something is deleted that is kept now. */
  const sooner = (values: Values): { kind: Kind; count: number }[] =>
    KINDS.flatMap((kind) => {
      const is = before.retention[kind] === '' ? (installation[kind] ?? Infinity) : before.retention[kind];
      const wanted = values.retention[kind];
      return wanted !== '' && wanted < is ? [{ kind, count: wanted }] : [];
    });
  const save = async (values: Values): Promise<void> => {
    if (sooner(values).length > 0) setAsked(values);
    else await change(bodyOf(values), bodyOf(before));
  };
  return (
    <FormCard title={t('kept.title')} hint={t('kept.hint')} form={form} act={save} {...card}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        {KINDS.map((kind) => {
          const days = installation[kind];
          return (
            <NumberInput
              key={kind}
              label={t(`kept.${kind}`)}
              description={days === null ? t('kept.forEver') : t('kept.installation', { count: days })}
              placeholder={days === null ? '' : String(days)}
              min={1}
              allowDecimal={false}
              readOnly={!card.mayChange}
              {...form.getInputProps(`retention.${kind}`)}
            />
          );
        })}
      </SimpleGrid>
      {asked && (
        <ByName
          title={t('kept.ask')}
          name={organisation.name}
          submit={t('kept.do')}
          act={() =>
            change(bodyOf(asked), bodyOf(before)).catch((error: unknown) => {
              setAsked(null);
              form.refuse(error);
            })
          }
          onClose={() => setAsked(null)}
        >
          <List size="sm">
            {sooner(asked).map(({ kind, count }) => (
              <List.Item key={kind}>{t(`kept.deletes.${kind}`, { count })}</List.Item>
            ))}
            <List.Item>{t('kept.noUndo')}</List.Item>
          </List>
        </ByName>
      )}
    </FormCard>
  );
}
