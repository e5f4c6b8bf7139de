import { Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** The contract takes so much. */
export const LONGEST_REASON = 1000;

interface ReasonProps {
  value: string;
  onChange: (value: string) => void;
  required?: boolean;
  autoFocus?: boolean;
}

export function Reason({ value, onChange, required = false, autoFocus = false }: ReasonProps) {
  const { t } = useTranslation();
  return (
    <Textarea
      label={t(required ? 'lead.reason' : 'lead.reasonIfAny')}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      required={required}
      maxLength={LONGEST_REASON}
      autosize
      minRows={2}
      data-autofocus={autoFocus || undefined}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.shiftKey) return;
        event.preventDefault();
        event.currentTarget.form?.requestSubmit();
      }}
    />
  );
}
