import { Text, Title } from '@mantine/core';
import { useTellName } from './title';

/** A page in the place of one that is not there. */
export function NotThere({ title, text }: { title: string; text: string }) {
  useTellName(title);
  return (
    <div role="alert">
      <Title order={1}>{title}</Title>
      <Text mt="xs">{text}</Text>
    </div>
  );
}
