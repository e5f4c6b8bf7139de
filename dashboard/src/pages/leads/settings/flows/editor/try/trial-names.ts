import { useTranslation } from 'react-i18next';
import { useFlowNames } from '../names';
import type { TrialAnswer } from './use-trial';

/** @returns names for the ids in an answer, which brings them along */
export function useTrialNames({ names }: TrialAnswer) {
  const { t } = useTranslation();
  const { all } = useFlowNames();
  return { nameOf: (id: string): string => names[id] ?? all.get(id) ?? t('lead.somebody', { id: id.slice(-6) }) };
}
