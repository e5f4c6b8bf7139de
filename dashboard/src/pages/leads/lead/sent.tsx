import { Title } from '@mantine/core';
import type { PropsWithChildren } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schemas } from '../../../api/client';
import { Status } from '../../../shared/badges';
import { Instant } from '../../../shared/instant';
import { Section } from './section';

type Lead = Schemas['Lead'];

/** What the source sent, as it was understood; and the same person’s other leads. */
export function Sent({ lead }: { lead: Lead }) {
  const { t } = useTranslation();
  const { message, language, country, emailRaw, phoneRaw, email, phone, attributes, consents, externalId } = lead;
  const known: [string, string | null][] = [
    [t('lead.externalId'), externalId],
    [t('lead.language'), language],
    [t('lead.country'), country],
    [t('lead.emailRaw'), emailRaw === email ? null : emailRaw],
    [t('lead.phoneRaw'), phoneRaw === phone ? null : phoneRaw],
    ...Object.entries(attributes).map(([name, value]): [string, string] => [name, wordsOf(value)]),
    ...Object.entries(consents).map(([name, given]): [string, string] => [
      t('lead.consent', { name }),
      t(given ? 'lead.yes' : 'lead.no'),
    ]),
  ];
  return (
    <Section title={t('lead.sent')}>
      {message !== null && <blockquote className="sent-message">{message}</blockquote>}
      <dl className="facts">
        <Fact name={t('lead.received')}>
          <Instant at={lead.receivedAt} seconds />
        </Fact>
        {lead.occurredAt !== null && (
          <Fact name={t('lead.occurred')}>
            <Instant at={lead.occurredAt} seconds />
          </Fact>
        )}
        {known.map(
          ([name, value]) =>
            value !== null && (
              <Fact key={name} name={name}>
                {value}
              </Fact>
            ),
        )}
      </dl>
      {lead.intakeNotes.length > 0 && <Notes notes={lead.intakeNotes} />}
      {lead.samePerson.length > 0 && <SamePerson leads={lead.samePerson} />}
    </Section>
  );
}

function Fact({ name, children }: PropsWithChildren<{ name: string }>) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const wordsOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** How it was read, where that is not plain: quietly, for who wonders. */
function Notes({ notes }: { notes: Lead['intakeNotes'] }) {
  const { t, i18n } = useTranslation();
  const named = (field: string): string =>
    i18n.exists(`lead.intake.field.${field}`) ? t(`lead.intake.field.${field}` as 'lead.intake.field.phone') : field;
  return (
    <>
      <Title order={3} size="h6" mt="md" mb={4}>
        {t('lead.intake.title')}
      </Title>
      <ul className="intake-notes">
        {notes.map(({ field, code, text, from }) => (
          <li key={`${field} ${code} ${text} ${from}`}>
            {t(`lead.intake.code.${code}`, {
              field: field === '' ? t('lead.intake.all') : named(field),
              text: text ?? from ?? '–',
              from: from ?? '–',
            })}
          </li>
        ))}
      </ul>
    </>
  );
}

function SamePerson({ leads }: { leads: Lead['samePerson'] }) {
  const { t } = useTranslation();
  return (
    <>
      <Title order={3} size="h6" mt="md" mb={4}>
        {t('lead.samePerson')}
      </Title>
      <ul className="same-person">
        {leads.map(({ leadId, receivedAt, status, relation }) => (
          <li key={leadId}>
            <Link to={`/leads/${leadId}`}>
              {t(`lead.relation.${relation}`)} · <Instant at={receivedAt} />
            </Link>
            <Status status={status} />
          </li>
        ))}
      </ul>
    </>
  );
}
