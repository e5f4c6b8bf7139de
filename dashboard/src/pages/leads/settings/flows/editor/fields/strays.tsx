import { Text } from '@mantine/core';
import type { Path } from '../document';
import { useAt, useIssues } from '../editing';

interface StraysProps {
  path: Path;
  /** Members that have fields of their own. */
  members: readonly string[];
}

/** What is wrong with members that have no field: those of a newer version. */
export function Strays({ path, members }: StraysProps) {
  const value = useAt(path);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return Object.keys(value)
    .filter((member) => !members.includes(member))
    .map((member) => <Stray key={member} path={[...path, member]} />);
}

function Stray({ path }: { path: Path }) {
  const issue = useIssues(path);
  return issue === undefined ? null : (
    <Text size="sm" c="red" role="alert">
      {`${String(path.at(-1))}: ${issue}`}
    </Text>
  );
}
