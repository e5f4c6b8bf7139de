import { PasswordInput, Progress, Stack, Text, type PasswordInputProps } from '@mantine/core';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { judgedPassword, LEAST_SCORE, type Judged } from '../../../../api/platform/contract/bodies/password.js';

/** Long enough that a quick typist is not judged at each letter. */
const PAUSE_MS = 150;
const COLOURS = ['red', 'red', 'orange', 'teal', 'teal'] as const;

interface NewPasswordProps extends PasswordInputProps {
  value: string;
  /** What others know of the person: name, e-mail, organisation. */
  known: readonly string[];
}

/** A password that somebody chooses, with a bar that says how good it is, and why not. The API judges it by the same rules. */
export function NewPassword({ value, known, ...props }: NewPasswordProps) {
  const { t } = useTranslation('links');
  const judged = useJudged(value, known);
  const id = useId();
  const score = judged === null ? 0 : judged.weak === null ? judged.score : Math.min(judged.score, LEAST_SCORE - 1);
  const said = judged === null ? t('password.how') : saidOf(judged);
  return (
    <Stack gap={6}>
      {/* The library tells nobody but the eye that it is wrong. */}
      <PasswordInput
        autoComplete="new-password"
        value={value}
        {...props}
        errorProps={{ id: `${id}-error` }}
        aria-invalid={props.error ? true : undefined}
        aria-describedby={props.error ? `${id}-error ${id}` : id}
      />
      <Progress value={(score + (judged ? 1 : 0)) * 20} color={COLOURS[score]} size="sm" aria-hidden />
      <Text size="sm" id={id} role="status" className="breaks">
        {said}
      </Text>
    </Stack>
  );

  function saidOf({ weak, score: good }: Judged): string {
    if (weak === null) return t(good >= 4 ? 'password.strong' : 'password.good');
    return t(`password.weak.${weak.fault}`, { part: weak.part });
  }
}

/** What is thought of a password; null: nothing was typed, or it is not known yet. */
function useJudged(password: string, known: readonly string[]): Judged | null {
  const [judged, setJudged] = useState<Judged | null>(null);
  const texts = known.join('\n');
  useEffect(() => {
    if (password === '') return setJudged(null);
    let isMeant = true;
    const timer = setTimeout(() => {
      // Where the lists cannot be loaded, the API judges alone.
      judgedPassword(password, texts.split('\n')).then(
        (one) => isMeant && setJudged(one),
        () => undefined,
      );
    }, PAUSE_MS);
    return () => {
      isMeant = false;
      clearTimeout(timer);
    };
  }, [password, texts]);
  return judged;
}
