import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFlowNames } from '../names';

/** What sentences of the routing are made with. */
export function useRoutingWords() {
  const { t } = useTranslation('flowRouting');
  const { t: conditions } = useTranslation('flowConditions');
  const names = useFlowNames();
  return useMemo(() => ({ t, conditions, names }), [t, conditions, names]);
}
