import { z } from 'zod';
import {
  COMMON_HERE,
  judgePassword,
  lengthFault,
  ownWords,
  passwordWords,
  type Estimator,
  type EstimatedPart,
  type Judged,
} from '../../../../domain/platform/access/password.js';

export { LEAST_SCORE, passwordWords, type Judged } from '../../../../domain/platform/access/password.js';

/**
 * A password that somebody chooses. Only its length is the schema's; whether it is too well known is asked of `judgedPassword`,
 * by the API and by forms beforehand.
 */
export const chosenPassword = z
  .string()
  .max(1_000, 'Use at most 128 characters.')
  .superRefine((password, context) => {
    const wrong = lengthFault(password);
    if (wrong !== null) context.addIssue({ code: 'custom', message: passwordWords(wrong) });
  })
  .meta({ description: '12 to 128 characters of any kind; none that is well known, or made of names of the person.' });

/** A password as somebody gives it who has one already: of any length that there ever was. */
export const givenPassword = z.string().min(1, 'Give your password.').max(1_000);

const KNOWN_BY: Readonly<Record<string, EstimatedPart['by']>> = {
  dictionary: 'list',
  repeat: 'repeat',
  sequence: 'sequence',
  wordSequence: 'sequence',
  spatial: 'keys',
  date: 'date',
  regex: 'date',
};

let estimator: Promise<Estimator> | undefined;

/** Loaded by whoever needs it first: lists of passwords and names are more than all the rest of a page. */
async function loadEstimator(): Promise<Estimator> {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  const zxcvbn = new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary, 'passwords-here': [...COMMON_HERE] },
    graphs: common.adjacencyGraphs,
  });
  return (password, own) => {
    const { score, sequence } = zxcvbn.check(password, [...own]);
    return {
      score,
      parts: sequence.map(({ token, pattern }) => ({ text: token, by: KNOWN_BY[pattern] ?? 'nothing' })),
    };
  };
}

/**
 * What the API and the forms think of a password, by the same lists and the same threshold.
 * @param known texts that others know of the person: name, e-mail, organisation
 * @throws where the lists could not be loaded; the next call tries again
 */
export async function judgedPassword(password: string, known: readonly string[]): Promise<Judged> {
  estimator ??= loadEstimator();
  const estimate = await estimator.catch((error: unknown) => {
    estimator = undefined;
    throw error;
  });
  return judgePassword(password, ownWords(known), estimate);
}
