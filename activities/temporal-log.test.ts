import { Writable } from 'node:stream';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { openLog } from '../db/log.js';
import { safeFailures, temporalLog } from './temporal-log.js';

const LEAD = 'lead:org-1:lead-1';
const broken = () =>
  Object.assign(new Error('invalid input syntax for type integer: "Ana"'), { code: '22P02', where: 'row of Ana' });

function told(level: Parameters<typeof openLog>[1]) {
  const lines: Record<string, unknown>[] = [];
  const to = new Writable({
    write: (chunk, _, done) => (lines.push(JSON.parse(String(chunk)) as Record<string, unknown>), done()),
  });
  const { logger, logging } = temporalLog(openLog('worker', level, to), level, (id) =>
    id === LEAD ? 'trace' : undefined,
  );
  logger!.debug('polled');
  logger!.info('lead ended', { workflowId: LEAD, status: 'CLOSED' });
  logger!.warn('activity failed', { workflowId: 'absence:x', error: broken() });
  logger!.error('worker failed');
  return { lines, logging };
}

describe("what Temporal's SDK and the workflows say", () => {
  it('is in the log with its level, the trace id of the lead, and nothing of rows', () => {
    const { lines } = told('info');
    expect(lines).toMatchObject([
      { level: 30, process: 'worker', from: 'temporal', msg: 'lead ended', status: 'CLOSED', traceId: 'trace' },
      { level: 40, msg: 'activity failed', error: { message: 'invalid input syntax for type integer: "…"' } },
      { level: 50, msg: 'worker failed' },
    ]);
    expect(lines[1]).not.toHaveProperty('traceId');
    expect(JSON.stringify(lines)).not.toContain('Ana');
  });

  it.each([
    ['trace', 4, 'TRACE'],
    ['debug', 4, 'DEBUG'],
    ['warn', 2, 'WARN'],
    ['error', 1, 'ERROR'],
    ['silent', 0, 'ERROR'],
  ] as const)('goes by the level of the process: at %s %i lines, and the core by %s', (level, count, core) => {
    const { lines, logging } = told(level);
    expect(lines).toHaveLength(count);
    expect(logging).toMatchObject({ filter: { core }, forward: {} });
  });
});

describe('a failure that goes to Temporal', () => {
  const failing = (thrown: unknown): Promise<unknown> =>
    safeFailures({} as never).inbound!.execute!({ args: [], headers: {} }, () => Promise.reject(thrown as Error)).catch(
      (error: unknown) => error,
    );

  it('quotes no row', async () => {
    const failure = (await failing(new Error('Failed query: x\nparams: Ana', { cause: broken() }))) as Error;
    expect(failure.message).toBe('invalid input syntax for type integer: "…"');
    expect(failure.stack).toContain('temporal-log.test.ts');
    expect(JSON.stringify([failure.stack, { ...failure }])).not.toContain('Ana');
  });

  it('means what it meant', async () => {
    const cancelled = new CancelledFailure('cancelled');
    expect(await failing(cancelled)).toBe(cancelled);
    const permanent = ApplicationFailure.create({
      message: 'no row',
      type: 'Gone',
      details: ['detail'],
      nonRetryable: true,
      cause: broken(),
    });
    const failure = (await failing(permanent)) as ApplicationFailure;
    expect(failure).toMatchObject({ message: 'no row', type: 'Gone', nonRetryable: true, details: ['detail'] });
    expect(failure.cause!.message).not.toContain('Ana');
  });
});
