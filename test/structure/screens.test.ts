// Nothing that people do is only in the API: what the dashboard's sources call, against the routes of the OpenAPI document.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { apiDocument } from '../../api/routes.js';

const SOURCES = join(import.meta.dirname, '../../dashboard/src');
const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** No screen calls these, each for a reason. */
const NO_SCREEN: Readonly<Record<string, string>> = {
  getHealth: 'for whoever operates this: is the process alive',
  getReadiness: 'for whoever operates this: do Postgres and Temporal answer',
  getMetrics: 'for Prometheus',
  getJwks: 'for services that check access tokens',
  getLeadWorkings: 'for whoever operates this: `pinggo leads show`',
  unstickLead: 'for whoever operates this: `pinggo leads unstick`',
  verifyCounts: 'for whoever operates this: `pinggo verify`',
  verifyClocks: 'for whoever operates this: `pinggo verify`',
  verifyLeads: 'for whoever operates this: `pinggo verify`',
  verifyWorkflows: 'for whoever operates this: `pinggo verify`',
  listAuditSeals: 'for programs of auditors, that make the hashes again by themselves (docs/audit.md)',
  verifyAudit: 'for whoever operates this, and for auditors: `pinggo verify audit`',
  getOpenApi: 'for programs, and for the documentation at /docs',
  takeInLeads: 'signed by the sender: forms, ads, partners',
  takeInLeadsByHeader: 'signed by the sender: forms, ads, partners',
  previewFlows: 'for programs: people ask the same by “Try it” in the flow editor, and when they add a lead',
  takeInProof: 'signed by the sender: telephone systems and CRMs',
};

/** What is called by something else than the typed client: `METHOD path`, and the file in which it must stand. */
const BY_OTHER_MEANS: Readonly<Record<string, string>> = {
  'POST /api/auth/refresh': 'api/session.ts',
  'POST /api/auth/logout': 'api/session.ts',
  'GET /api/events/stream': 'live/stream.ts',
  'POST /api/support-access/{id}/enter': 'api/session.ts',
};

interface Operation {
  /** `GET /api/leads/{id}` */
  call: string;
  operationId: string;
}

const operations: Operation[] = Object.entries(apiDocument().paths ?? {}).flatMap(([path, methods]) =>
  Object.entries(methods as Record<string, { operationId?: string }>)
    .filter(([method]) => METHODS.has(method.toUpperCase()))
    .map(([method, { operationId }]) => ({
      call: `${method.toUpperCase()} ${path}`,
      operationId: operationId ?? '',
    })),
);

/** Every string within an expression: of `isOn ? '/on' : '/off'` both. */
function stringsIn(node: ts.Node): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  return node.getChildren().flatMap(stringsIn);
}

/** Calls such as `api.GET('/api/leads/{id}', …)`, over as many lines as they take. */
function callsIn(source: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const [method, path] = [node.expression.name.text, node.arguments[0]];
      if (METHODS.has(method) && path)
        found.push(...stringsIn(path).flatMap((text) => (text.startsWith('/') ? [`${method} ${text}`] : [])));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.tsx?$/.test(file) && !/\.(test|d)\.ts$/.test(file),
);
const called = new Set(
  files.flatMap((file) =>
    callsIn(ts.createSourceFile(file, readFileSync(join(SOURCES, file), 'utf8'), ts.ScriptTarget.Latest, true)),
  ),
);

describe('what people do, and where', () => {
  it('each route is called by a screen, or says why not', () => {
    const onlyInTheApi = operations
      .filter(({ call, operationId }) => !called.has(call) && !(call in BY_OTHER_MEANS) && !(operationId in NO_SCREEN))
      .map(({ call, operationId }) => `${operationId} (${call})`);
    expect(onlyInTheApi).toEqual([]);
  });

  it('no exception is there in vain', () => {
    const reached = operations.filter(({ call }) => called.has(call) || call in BY_OTHER_MEANS);
    expect(reached.map(({ operationId }) => operationId).filter((id) => id in NO_SCREEN)).toEqual([]);
    const known = new Set(operations.flatMap(({ call, operationId }) => [call, operationId]));
    expect([...Object.keys(NO_SCREEN), ...Object.keys(BY_OTHER_MEANS)].filter((one) => !known.has(one))).toEqual([]);
  });

  it.each(Object.entries(BY_OTHER_MEANS))('%s stands in %s', (call, file) => {
    expect(readFileSync(join(SOURCES, file), 'utf8')).toContain(`'${call.split(' ')[1]}'`);
  });

  it('finds calls over several lines, and both ways of a choice', () => {
    const source = ts.createSourceFile('a.ts', `api.POST(\n  isOn ? '/a' : '/b',\n  {})`, ts.ScriptTarget.Latest, true);
    expect(callsIn(source)).toEqual(['POST /a', 'POST /b']);
  });
});
