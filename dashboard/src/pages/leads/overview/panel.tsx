import { Card, Group, Text, Title } from '@mantine/core';
import { useId, type PropsWithChildren, type ReactNode } from 'react';

interface Props {
  title: string;
  /** At the end of the heading's line. */
  beside?: ReactNode;
  /** Below the heading: what is measured. */
  subtitle?: ReactNode;
}

/** One part of the page with its heading. */
export function Panel({ title, beside, subtitle, children }: PropsWithChildren<Props>) {
  const id = useId();
  return (
    <Card withBorder component="section" aria-labelledby={id} h="100%">
      <div className="panel-head">
        <Group justify="space-between" gap="0 var(--mantine-spacing-xs)">
          <Title order={2} id={id}>
            {title}
          </Title>
          {beside}
        </Group>
        {subtitle !== undefined && (
          <Text size="xs" c="dimmed" component="div">
            {subtitle}
          </Text>
        )}
      </div>
      {children}
    </Card>
  );
}
