import { isObject, listOf, objectOf, slug, textOf, type JsonObject } from './json-values.js';

/** One answer of a Typeform response. */
export interface Answer {
  /** The field's `ref` where its author chose one, else its title, else its id. */
  key: string;
  /** The answer's own type: `text`, `email`, `phone_number`, `choice` … */
  type: string;
  /** The field's type: `short_text`, `long_text`, `contact_info` … */
  fieldType: string;
  /** What to look for: the ref's and the title's slugs. */
  words: string[];
  value: unknown;
}

const GENERATED_REF = /^([0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{16,}$)/i;

export function answersOf(response: JsonObject): Answer[] {
  const titles = new Map(
    listOf(objectOf(response.definition).fields)
      .filter(isObject)
      .flatMap(flattened)
      .flatMap((field) => [field.id, field.ref].map((id) => [id, textOf(field.title)] as const)),
  );
  return listOf(response.answers)
    .filter(isObject)
    .map((answer, index) => {
      const field = objectOf(answer.field);
      const ref = textOf(field.ref);
      const title = titles.get(field.ref) ?? titles.get(field.id) ?? null;
      const chosen = ref !== null && !GENERATED_REF.test(ref) ? ref : null;
      const words = [chosen, title].flatMap((text) => (text === null ? [] : [slug(text)]));
      return {
        key: chosen ?? (words[0] || textOf(field.id)) ?? `answer_${index}`,
        type: textOf(answer.type) ?? '',
        fieldType: textOf(field.type) ?? '',
        words,
        value: valueOf(answer),
      };
    });
}

/** Groups (contact info, question groups) hold their fields in `properties.fields`. */
function flattened(field: JsonObject): JsonObject[] {
  return [field, ...listOf(objectOf(field.properties).fields).filter(isObject).flatMap(flattened)];
}

function valueOf(answer: JsonObject): unknown {
  const type = textOf(answer.type) ?? '';
  const value = answer[type];
  if (type === 'choice' && isObject(value)) return textOf(value.label) ?? textOf(value.other) ?? value;
  if (type === 'choices' && isObject(value)) {
    return [...listOf(value.labels), ...(textOf(value.other) === null ? [] : [value.other])];
  }
  return value ?? null;
}
