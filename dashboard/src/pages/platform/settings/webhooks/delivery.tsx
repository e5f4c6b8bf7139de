import { Code, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Instant } from '../../../../shared/instant';
import type { Delivery, Detail } from './data';

/** `200`, or why nothing was answered. */
export function Outcome({ status, fault }: Pick<NonNullable<Delivery['last']>, 'status' | 'fault'>) {
  const { t } = useTranslation('webhooks');
  if (fault !== null) return t(`fault.${fault}`);
  return <span className="tabular">{t('delivery.answered', { status })}</span>;
}

/** What is sent, and each try with what was answered. */
export function DeliveryDetail({ detail: { request, attempts } }: { detail: Detail }) {
  const { t } = useTranslation('webhooks');
  return (
    <Stack>
      <div>
        <Title order={3}>{t('delivery.request')}</Title>
        {request === null ? (
          <Text size="sm">{t('fault.EVENT_GONE')}</Text>
        ) : (
          <>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              POST {request.url}
            </Text>
            <Body label={t('delivery.request')} text={headersOf(request.headers) + request.body} />
          </>
        )}
      </div>
      <div>
        <Title order={3}>{t('delivery.tries')}</Title>
        {attempts.length === 0 && <Text size="sm">{t('delivery.notTried')}</Text>}
        <ol reversed className="tries">
          {attempts.map((one, index) => (
            <li key={one.at}>
              <Text size="sm">
                <Instant at={one.at} seconds /> · <Outcome {...one} /> · {t('delivery.took', { ms: one.tookMs })}
              </Text>
              {one.answer !== null && one.answer.body !== '' && (
                <Body label={t('delivery.answerOf', { number: attempts.length - index })} text={one.answer.body} />
              )}
            </li>
          ))}
        </ol>
      </div>
    </Stack>
  );
}

const headersOf = (headers: Record<string, string>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('') + '\n';

function Body({ label, text }: { label: string; text: string }) {
  return (
    <Code block tabIndex={0} role="group" aria-label={label} className="sent">
      {text}
    </Code>
  );
}
