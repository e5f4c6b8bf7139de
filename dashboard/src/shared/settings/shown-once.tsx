import { Alert, Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core';
import { IconCheck, IconCopy, IconKey } from '@tabler/icons-react';

interface CopyableProps {
  /** What it is, for those who hear it. */
  label: string;
  text: string;
  words: { copy: string; copied: string };
  block?: boolean;
}

/** Text that is to be taken elsewhere as it stands. */
export function Copyable({ label, text, words, block = false }: CopyableProps) {
  return (
    <Group gap="xs" align={block ? 'flex-start' : 'center'} wrap={block ? 'wrap' : 'nowrap'}>
      <Code
        block={block}
        tabIndex={0}
        role="group"
        aria-label={label}
        className="copyable"
        style={{ overflowWrap: 'anywhere', whiteSpace: block ? 'pre-wrap' : 'normal', flex: '1 1 240px', minWidth: 0 }}
      >
        {text}
      </Code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button
            size="compact-sm"
            variant="default"
            flex="none"
            leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            onClick={copy}
            aria-label={`${copied ? words.copied : words.copy}: ${label}`}
          >
            {copied ? words.copied : words.copy}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}

/** A secret that was made just now: it is shown this once. */
export function ShownOnce({
  title,
  hint,
  label,
  secret,
  words,
}: {
  title: string;
  hint: string;
  label: string;
  secret: string;
  words: CopyableProps['words'];
}) {
  return (
    <Alert color="yellow" variant="outline" icon={<IconKey size={20} aria-hidden />} title={title} role="status">
      <Stack gap="xs">
        <Text size="sm">{hint}</Text>
        <Copyable label={label} text={secret} words={words} />
      </Stack>
    </Alert>
  );
}
