import type { Response } from 'supertest';
import { expect } from 'vitest';
import { problem } from '../../api/http/contract.js';

export interface Problem {
  status: number;
  instance: string;
  error: {
    code: string;
    human_title: string;
    human_how_to_fix: string[];
    details: { trace_id: string; issues: { path: string; message: string }[] };
  };
}

/** Checks the one error contract, and gives the problem back. */
export function expectProblem(response: Response, status: number): Problem {
  expect(response.status).toBe(status);
  expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(response.headers['x-trace-id']).toMatch(/^[0-9a-f]{32}$/);
  const body = problem.parse(response.body) as Problem;
  expect(body.status).toBe(status);
  expect(body.error.details.trace_id).toBe(response.headers['x-trace-id']);
  return body;
}

/** Where it found fault. */
export const pathsOf = (body: Problem): string[] => body.error.details.issues.map((issue) => issue.path);
