import type { TFunction } from 'i18next';
import type { Names } from '../../../../../../shared/names';

/** A condition as people say it, in the language that is spoken. What is none is shown as it stands. */
export const conditionSentence = (value: unknown, _t: TFunction<'flowConditions'>, _names: Names): string =>
  JSON.stringify(value) ?? '';
