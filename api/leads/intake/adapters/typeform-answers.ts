import type { Question } from '../recognition/recognise.js';
import { isObject, listOf, objectOf, slug, textOf, type JsonObject } from '../json-values.js';

/** One answer of a Typeform response: its key is the field's `ref` where its author chose one, else its title, else its id. */
export interface Answer extends Question {
  /** Of a question for a long text. */
  isLong: boolean;
}

const GENERATED_REF = /^([0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{16,}$|0[0-9A-HJKMNP-TV-Z]{25}$)/i;

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
      const key = chosen ?? ((title && slug(title)) || textOf(field.id)) ?? `answer_${index}`;
      const fieldType = textOf(field.type);
      return {
        key,
        label: title ?? key,
        names: [field.id, ref, title].flatMap((name) => textOf(name) ?? []),
        certain: CERTAIN[textOf(answer.type) ?? ''] ?? CERTAIN[fieldType ?? ''],
        kind: TYPED.has(textOf(answer.type) ?? '') ? 'text' : 'other',
        value: valueOf(answer),
        isLong: fieldType === 'long_text',
      };
    });
}

const CERTAIN: Record<string, Question['certain']> = { email: 'email', phone_number: 'phone' };
const TYPED = new Set(['text', 'number', 'email', 'phone_number']);

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
