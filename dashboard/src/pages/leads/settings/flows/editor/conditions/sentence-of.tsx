import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../../../../../shared/instant';
import { instantWords } from '../../../../../../shared/time';
import type { Path } from '../document';
import { useAt } from '../editing';
import { useFlowNames } from '../names';
import { conditionSentence } from './sentence';

/** @returns what says a condition in the language and by the clocks of the reader */
export function useSentence(): (condition: unknown) => string {
  const { t, i18n } = useTranslation('flowConditions');
  const { all } = useFlowNames();
  const timeZone = useZone();
  const instant = (at: string): string =>
    Number.isNaN(Date.parse(at)) ? at : instantWords(at, { language: i18n.language, timeZone, seconds: false });
  return (condition) => conditionSentence(condition, t, all, instant);
}

/** The condition at a place of the draft, as people say it. */
export function Sentence({ path }: { path: Path }) {
  const say = useSentence();
  return (
    <Text component="span" className="condition-sentence">
      {say(useAt(path))}
    </Text>
  );
}
