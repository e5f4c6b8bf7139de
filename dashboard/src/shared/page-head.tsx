import { Text, Title } from '@mantine/core';

/** What a page is, and in a line what it is for. */
export function PageHead({ title, hint }: { title: string; hint: string }) {
  return (
    <div>
      <Title order={1}>{title}</Title>
      <Text c="dimmed">{hint}</Text>
    </div>
  );
}
