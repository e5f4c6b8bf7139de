import type { Content, Document, Operation, Parameter } from './document.js';
import { SchemaComparison, type Change, type Direction } from './schemas.js';

const JSON_TYPE = 'application/json';

/**
 * What has changed for those who use an API, from one document to another: what breaks them, and what may. What is new breaks nobody.
 * @returns in the order of the paths
 */
export function changesBetween(was: Document, is: Document): Change[] {
  const schemas = new SchemaComparison(was, is);
  return [
    ...operationsOf(was.paths).flatMap(([path, method, before]) => {
      const where = `${method.toUpperCase()} ${path}`;
      const after = is.paths[path]?.[method];
      return after ? ofOperation(where, before, after, schemas) : gone(where, before);
    }),
    ...operationsOf(was.webhooks ?? {}).flatMap(([type, method, before]): Change[] => {
      const where = `event ${type}`;
      const after = is.webhooks?.[type]?.[method];
      if (!after) return [{ level: 'BREAKS', where, what: 'is not sent any more' }];
      // Whoever receives it reads it as an answer.
      return ofContent(where, before.requestBody, after.requestBody, 'RESPONSE', schemas);
    }),
  ];
}

const operationsOf = (paths: Document['paths']): [string, string, Operation][] =>
  Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): [string, string, Operation] => [path, method, operation]),
  );

/** Who was told for long enough that it goes has gone. */
const gone = (where: string, { deprecated }: Operation): Change[] => [
  deprecated
    ? { level: 'MAY_BREAK', where, what: 'is gone, as it was announced: look that its sunset has passed' }
    : { level: 'BREAKS', where, what: 'is gone' },
];

function ofOperation(where: string, was: Operation, is: Operation, schemas: SchemaComparison): Change[] {
  const found: Change[] = [];
  if (was.operationId !== is.operationId)
    found.push({ level: 'BREAKS', where, what: `is called ${is.operationId}, and no longer ${was.operationId}` });
  found.push(...ofAccess(where, was, is), ...ofParameters(where, was, is, schemas));
  if (is.requestBody?.required && !was.requestBody?.required)
    found.push({ level: 'BREAKS', where, what: 'needs a body now' });
  if (was.requestBody) found.push(...ofContent(`${where} body`, was.requestBody, is.requestBody, 'REQUEST', schemas));
  for (const [status, before] of Object.entries(was.responses)) {
    const after = is.responses[status];
    if (after) found.push(...ofContent(`${where} ${status}`, before, after, 'RESPONSE', schemas));
    else found.push({ level: 'BREAKS', where, what: `no longer answers ${status}` });
  }
  for (const status of Object.keys(is.responses))
    if (!was.responses[status]) found.push({ level: 'MAY_BREAK', where, what: `may also answer ${status}` });
  return found;
}

function ofAccess(where: string, { 'x-access': was }: Operation, { 'x-access': is }: Operation): Change[] {
  if (!was || !is || is.kind === 'public') return [];
  if (was.kind !== is.kind) return [{ level: 'BREAKS', where, what: `was for ${was.kind}, is for ${is.kind}` }];
  const lost = [...(was.roles ?? []), ...(was.scopes ?? [])].filter(
    (who) => !(is.roles ?? []).includes(who) && !(is.scopes ?? []).includes(who),
  );
  return lost.map((who) => ({ level: 'BREAKS', where, what: `${who} may not call it any more` }));
}

function ofParameters(where: string, was: Operation, is: Operation, schemas: SchemaComparison): Change[] {
  const find = (among: Parameter[] | undefined, one: Parameter): Parameter | undefined =>
    among?.find((other) => other.in === one.in && other.name.toLowerCase() === one.name.toLowerCase());
  const at = (one: Parameter): string => `${where} ${one.in} ${one.name}`;
  return [
    ...(was.parameters ?? []).flatMap((before): Change[] => {
      const after = find(is.parameters, before);
      if (!after)
        return [{ level: before.in === 'header' ? 'MAY_BREAK' : 'BREAKS', where: at(before), what: 'is gone' }];
      const changed = schemas.compare(at(before), before.schema ?? {}, after.schema ?? {}, 'REQUEST');
      return after.required && !before.required
        ? [{ level: 'BREAKS', where: at(before), what: 'must be given now' }, ...changed]
        : changed;
    }),
    ...(is.parameters ?? [])
      .filter((after) => after.required && !find(was.parameters, after))
      .map((after): Change => ({ level: 'BREAKS', where: at(after), what: 'must be given now' })),
  ];
}

function ofContent(
  where: string,
  was: Content | undefined,
  is: Content | undefined,
  direction: Direction,
  schemas: SchemaComparison,
): Change[] {
  return Object.entries(was?.content ?? {}).flatMap(([type, { schema }]): Change[] => {
    const after = is?.content?.[type];
    if (!after) return [{ level: 'BREAKS', where, what: `${type} is gone` }];
    return type === JSON_TYPE ? schemas.compare(where, schema ?? {}, after.schema ?? {}, direction) : [];
  });
}
