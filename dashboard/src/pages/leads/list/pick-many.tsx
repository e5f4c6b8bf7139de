import { Button, Checkbox, Popover, Stack } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';

interface PickManyProps {
  /** What is picked among. */
  name: string;
  /** Said while nothing is picked. */
  any: string;
  options: { value: string; label: string }[];
  picked: string[];
  onPick: (picked: string[]) => void;
}

/** Some of a few, as a button that says what is picked and opens the choice. */
export function PickMany({ name, any, options, picked, onPick }: PickManyProps) {
  const words = picked.map((value) => options.find((option) => option.value === value)?.label ?? value);
  const shown = words.length === 0 ? any : words.length === 1 ? words[0]! : `${words[0]!} +${words.length - 1}`;
  return (
    <Popover position="bottom-start" withRoles trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          className="pick-many"
          data-picked={picked.length > 0 || undefined}
          aria-label={`${name}: ${shown}`}
          title={words.join(', ')}
          rightSection={<IconChevronDown size={16} aria-hidden />}
          justify="space-between"
        >
          {shown}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={name}>
        <Checkbox.Group value={picked} onChange={onPick}>
          <Stack gap="xs">
            {options.map(({ value, label }) => (
              <Checkbox key={value} value={value} label={label} />
            ))}
          </Stack>
        </Checkbox.Group>
      </Popover.Dropdown>
    </Popover>
  );
}
