import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { PropsWithChildren } from 'react';
import { useTranslation } from 'react-i18next';
import { Refused } from '../../../../api/client';
import type { ContractForm } from '../../../../shared/form/use-contract-form';
import { NotDone } from '../../../../shared/states';
import type { Organisation } from './data';

/** What every card of the page is given. */
export interface CardProps {
  organisation: Organisation;
  /** Others read it. */
  mayChange: boolean;
  /** Reads the organisation again. */
  again: () => void;
}

interface FormCardProps<Values extends Record<string, unknown>> extends Omit<CardProps, 'organisation'> {
  title: string;
  hint: string;
  form: ContractForm<Values>;
  act: (values: Values) => Promise<unknown>;
}

const CHANGED_MEANWHILE = 412;

/** Fields that are saved together. */
export function FormCard<Values extends Record<string, unknown>>({
  title,
  hint,
  form,
  act,
  mayChange,
  again,
  children,
}: PropsWithChildren<FormCardProps<Values>>) {
  const { t } = useTranslation('organisation');
  const { problem } = form;
  const isOld = problem instanceof Refused && problem.status === CHANGED_MEANWHILE;
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <form onSubmit={form.submits(act)} noValidate>
        <Stack gap="sm">
          <div>
            <Title order={2} size="h4">
              {title}
            </Title>
            <Text size="sm" c="dimmed">
              {hint}
            </Text>
          </div>
          {problem && <NotDone error={problem} {...(isOld && { what: t('meanwhile'), again })} />}
          {children}
          {mayChange && (
            <Group>
              <Button type="submit" loading={form.isSending} disabled={!form.isDirty()}>
                {t('save')}
              </Button>
              {form.isDirty() && (
                <Button variant="default" onClick={form.reset}>
                  {t('discard')}
                </Button>
              )}
            </Group>
          )}
        </Stack>
      </form>
    </Paper>
  );
}
