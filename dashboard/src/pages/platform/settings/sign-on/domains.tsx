import { Badge, Button, Group, Stack, Switch, TagsInput, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../../api/client';
import type { ContractForm } from '../../../../shared/form/use-contract-form';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { NotDone } from '../../../../shared/states';
import { Card } from './card';
import { Copied } from './copied';
import { SIGN_ON, type SignOn, type SignOnShown } from './data';
import type { SignOnValues } from './values';

interface DomainsProps {
  form: ContractForm<SignOnValues>;
  shown: SignOnShown;
  readOnly: boolean;
}

/** Whose e-mails are the organisation's, and that they are. */
export function Domains({ form, shown: { settings, domainProof, provesDomains }, readOnly }: DomainsProps) {
  const { t } = useTranslation('signOn');
  const { error, ...domains } = form.getInputProps('domains') as { error?: string };
  // One of them that is wrong has its own place in the list.
  const wrong = Object.entries(form.errors).find(([path]) => path.startsWith('domains.'))?.[1];
  return (
    <Card title={t('domains.title')} text={t('domains.text')}>
      <TagsInput
        label={t('domains.label')}
        description={t('domains.hint')}
        placeholder="example.com"
        splitChars={[',', ' ', ';']}
        acceptValueOnBlur
        readOnly={readOnly}
        {...domains}
        error={wrong ?? error}
      />
      <Switch
        label={t('domains.trusts')}
        description={t('domains.trustsHint')}
        disabled={readOnly}
        {...form.getInputProps('trustsEmail', { type: 'checkbox' })}
      />
      {settings && settings.domains.length > 0 && (
        <Stack gap="xs">
          {provesDomains ? (
            <>
              <Text size="sm">{t('domains.proofText')}</Text>
              <Copied label={t('domains.proof')} value={domainProof} />
              {settings.domains.map((domain) => (
                <Proof key={domain.domain} {...domain} readOnly={readOnly} />
              ))}
            </>
          ) : (
            <Text size="sm" c="dimmed">
              {t('domains.alone')}
            </Text>
          )}
        </Stack>
      )}
    </Card>
  );
}

function Proof({ domain, provedAt, readOnly }: SignOn['domains'][number] & { readOnly: boolean }) {
  const { t } = useTranslation('signOn');
  const queries = useQueryClient();
  const look = useMutation({
    mutationFn: async () => (await api.POST('/api/single-sign-on/prove-domain', { body: { domain } })).data!,
    onSuccess: async (found) => {
      await queries.invalidateQueries({ queryKey: SIGN_ON });
      tellChanged(t(found.provedAt === null ? 'domains.notFound' : 'domains.found', { domain }));
    },
  });
  return (
    <div>
      <Group justify="space-between">
        <Group gap="xs">
          <Text>{domain}</Text>
          <Badge color={provedAt === null ? 'gray' : 'teal'} variant="light">
            {t(provedAt === null ? 'domains.unproved' : 'domains.proved')}
          </Badge>
        </Group>
        {!readOnly && (
          <Button
            size="compact-md"
            variant="default"
            aria-label={t('domains.lookAt', { domain })}
            loading={look.isPending}
            onClick={() => look.mutate()}
          >
            {t('domains.look')}
          </Button>
        )}
      </Group>
      {look.error && <NotDone error={look.error} />}
    </div>
  );
}
