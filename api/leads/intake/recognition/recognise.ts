import { plain } from '../../../../domain/platform/text/clean.js';
import { intakeNote, type IntakeNote } from '../../../../domain/leads/lead/intake-notes.js';
import { firstEmail, firstPhone, normaliseEmail, normalisePhone } from '../../../http/contact.js';
import { joinName, textOf } from '../json-values.js';
import type { MappingTarget } from '../../../../domain/leads/vocabulary/mapping-targets.js';
import type { ReadBecause } from '../../../../domain/leads/vocabulary/read-because.js';
import { keyInMapping, type Mapping } from './mapping.js';
import { asksOfAnother, meaningsOf, type Asked, type Meaning } from './words.js';

/** One thing that a form asked, or one field that a provider sends. */
export interface Question {
  /** What its answer is called among the attributes. */
  key: string;
  /** What people call it, for notes: its title, else its key. */
  label: string;
  /** Every name that a mapping may use: id, ref, title, field name. */
  names: readonly string[];
  /** The provider itself says what it is: its own field, or the type of the question. */
  certain?: Asked | undefined;
  /** `text`: typed by the person. `hidden`: not asked at all. `other`: chosen, a number, a date … */
  kind: 'text' | 'hidden' | 'other';
  value: unknown;
}

/** Fields by their names as questions; whatever is no plain value asks for nothing of ours. */
export const questionsOf = (fields: Readonly<Record<string, unknown>>, kind: Question['kind']): Question[] =>
  Object.entries(fields).map(([key, value]) => ({ key, label: key, names: [key], kind, value }));

/** What a question was taken for, and why. */
export interface Reading {
  question: Question;
  /** What of the lead it became; null: it stays an attribute. */
  field: string | null;
  /** Null: nothing was recognised. */
  because: ReadBecause | null;
}

export interface Recognised {
  email: string | null;
  phone: string | null;
  name: string | null;
  message: string | null;
  country: string | null;
  language: string | null;
  /** What was not taken, in its order. */
  rest: Question[];
  notes: IntakeNote[];
}

/**
 * Which answers are the lead's name, contacts and message: by the endpoint's mapping, else by what the provider says of the
 * question, else by the words of the question, and a contact last by its looks, when only one answer can be meant. Of
 * several that could be a contact the first usable one is taken. What is taken otherwise than from the provider's own field is noted.
 */
export function recognise(
  questions: readonly Question[],
  {
    mapping,
    country,
    onRead,
  }: {
    mapping?: Mapping | undefined;
    country?: string | null | undefined;
    /** Is told of each question what it was taken for. */
    onRead?: ((readings: Reading[]) => void) | undefined;
  } = {},
): Recognised {
  const sorter = new Sorter(questions, mapping);
  const email = sorter.contact('email', (text) => firstEmail(text) !== null, looksLikeEmail);
  const phone = sorter.contact('phone', (text) => firstPhone(text, country) !== null, looksLikePhone(country));
  const name = sorter.take('name') ?? joinName(sorter.take('firstName'), sorter.take('lastName'));
  const read = {
    email,
    phone,
    name,
    message: sorter.take('message'),
    country: sorter.mapped('country'),
    language: sorter.mapped('language'),
    rest: sorter.rest,
    notes: sorter.notes,
  };
  onRead?.(sorter.readings);
  return read;
}

interface Candidate {
  question: Question;
  text: string;
  because: ReadBecause;
  /** By the provider's own word: nobody needs to be told. */
  plainly: boolean;
}

class Sorter {
  readonly notes: IntakeNote[] = [];
  private readonly target = new Map<Question, MappingTarget>();
  private readonly taken = new Map<Question, { field: string; because: ReadBecause }>();
  private readonly meanings = new Map<Question, Meaning[]>();

  constructor(
    private readonly questions: readonly Question[],
    mapping: Mapping | undefined,
  ) {
    if (mapping === undefined) return;
    for (const question of questions) {
      const target = question.names.flatMap((name) => mapping[keyInMapping(name)] ?? [])[0];
      if (target !== undefined) this.target.set(question, target);
    }
  }

  get rest(): Question[] {
    return this.questions.filter((question) => !this.taken.has(question));
  }

  get readings(): Reading[] {
    return this.questions.map((question) => ({
      question,
      ...(this.taken.get(question) ?? {
        field: null,
        because: this.target.get(question) === 'ignore' ? ('MAPPED' as const) : null,
      }),
    }));
  }

  take(asked: Asked): string | null {
    return this.accept(asked, [...this.named(asked)].find(({ sure }) => sure)?.candidate);
  }

  mapped(target: MappingTarget): string | null {
    return this.accept(target, this.mappedTo(target)[0]);
  }

  /** @param isUsable what can be used as this contact @param looks what can hardly be anything else */
  contact(
    asked: 'email' | 'phone',
    isUsable: (text: string) => boolean,
    looks: (text: string) => boolean,
  ): string | null {
    const named = [...this.named(asked)];
    const sure = named.filter((one) => one.sure).map(({ candidate }) => candidate);
    const likely = named
      .filter((one) => !one.sure && (isUsable(one.candidate.text) || looks(one.candidate.text)))
      .map(({ candidate }) => candidate);
    const usable = [...sure, ...likely].find(({ text }) => isUsable(text)) ?? this.byLooks(looks, isUsable);
    const chosen = usable ?? sure[0] ?? likely[0] ?? this.byLooks(looks);
    for (const { question, text } of sure) {
      if (question !== chosen?.question && !isUsable(text)) {
        this.notes.push(intakeNote(asked, 'NOT_USABLE', { text, from: question.label }));
      }
    }
    return this.accept(asked, chosen);
  }

  private accept(field: string, candidate: Candidate | undefined): string | null {
    if (candidate === undefined) return null;
    this.taken.set(candidate.question, { field, because: candidate.because });
    if (!candidate.plainly) this.notes.push(intakeNote(field, 'TAKEN_FROM', { from: candidate.question.label }));
    return candidate.text;
  }

  /** The mapped first, then those of which the provider says it, then those whose words say it. */
  private *named(asked: Asked): Generator<{ candidate: Candidate; sure: boolean }> {
    for (const candidate of this.mappedTo(asked)) yield { candidate, sure: true };
    const guessed = this.free().map((one) => ({
      ...one,
      meaning: this.meaningsOf(one.question).find((meaning) => meaning.asked === asked),
    }));
    const certain = guessed.filter(({ question }) => question.certain === asked);
    // "Your landlord's phone" is a phone, but the person's own goes first.
    const isOthers = ({ question }: { question: Question }): boolean => asksOfAnother(question.label);
    for (const { question, text } of [
      ...certain.filter((one) => !isOthers(one)),
      ...certain.filter((one) => isOthers(one)),
    ]) {
      yield { candidate: { question, text, because: 'OWN_FIELD', plainly: isOwnName(question) }, sure: true };
    }
    for (const sure of [true, false]) {
      for (const { question, text, meaning } of guessed) {
        if (meaning?.sure === sure) yield { candidate: { question, text, because: 'WORDS', plainly: false }, sure };
      }
    }
  }

  private mappedTo(target: MappingTarget): Candidate[] {
    return this.questions.flatMap((question) => {
      const text = this.taken.has(question) || this.target.get(question) !== target ? null : contentOf(question.value);
      return text === null ? [] : [{ question, text, because: 'MAPPED', plainly: false }];
    });
  }

  /** The one answer that looks like it; undefined when there are several, or none. */
  private byLooks(looks: (text: string) => boolean, isUsable = looks): Candidate | undefined {
    const alike = this.free().filter(
      ({ question, text }) =>
        question.kind === 'text' && question.certain === undefined && looks(text) && !asksOfAnother(question.label),
    );
    const [only] = alike;
    return alike.length === 1 && only && isUsable(only.text)
      ? { ...only, because: 'LOOKS', plainly: false }
      : undefined;
  }

  private meaningsOf(question: Question): Meaning[] {
    let meanings = this.meanings.get(question);
    if (meanings === undefined) this.meanings.set(question, (meanings = meaningsOfQuestion(question)));
    return meanings;
  }

  /** What nobody mapped and nothing took. */
  private free(): { question: Question; text: string }[] {
    return this.questions.flatMap((question) => {
      if (this.taken.has(question) || this.target.has(question)) return [];
      const text = contentOf(question.value);
      return text === null ? [] : [{ question, text }];
    });
  }
}

/** By its title, else by its key. A hidden field must say it plainly; what was chosen must look like it as well. */
function meaningsOfQuestion({ label, key, kind, certain }: Question): Meaning[] {
  if (certain !== undefined) return [];
  const said = [...new Set([label, key])].flatMap((name) => meaningsOf(name));
  return (
    said
      // Notes of a machine are not what the person says.
      .filter(({ asked, sure }) => (kind === 'hidden' ? sure && asked !== 'message' : sure || kind === 'text'))
      .map(({ asked, sure }) => ({ asked, sure: sure && kind !== 'other' }))
  );
}

/** The provider's own field is called what it is, in one word: `email`, `phone_number`. */
const isOwnName = ({ label, certain }: Question): boolean =>
  !/\s/.test(label) && meaningsOf(label).some(({ asked, sure }) => sure && asked === certain);

/** Text, or several texts in one answer. */
function contentOf(value: unknown): string | null {
  if (!Array.isArray(value)) return textOf(value);
  const texts = value.flatMap((one) => textOf(one) ?? []);
  return texts.length === 0 ? null : texts.join('; ');
}

const looksLikeEmail = (text: string): boolean => normaliseEmail(text) !== null;

const MOST_LOOKED_AT = 64;

/**
 * A number that hardly means anything but a phone: with `+` or `00` and a country code, beginning with the one `0` of a
 * national number, grouped as in North America, or a number of the country that is known. Not a count, a price or a date.
 */
const looksLikePhone =
  (country: string | null | undefined) =>
  (text: string): boolean => {
    if (text.length > MOST_LOOKED_AT) return false;
    const bare = plain(text);
    const digits = bare.replace(/\D/g, '').length;
    if (!/^[+\d\s().,/-]+$/.test(bare.replace(/^\p{L}{1,12}[:.]\s*/u, '')) || digits < 9 || digits > 15) return false;
    if (/^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\b/.test(bare) && digits <= 8) return false;
    if (normalisePhone(bare) !== null) return true;
    return /^\(?0[1-9]/.test(bare) || /^\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}$/.test(bare)
      ? digits <= 12
      : Boolean(country) && /[\s()-]/.test(bare) && normalisePhone(bare, country) !== null;
  };
