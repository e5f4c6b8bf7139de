import { describe, expect, it } from 'vitest';
import { leadToWatch } from '../../db/seed/demo.js';
import { report } from './report.js';
import type { Runtime } from './runtime.js';

const runtime: Runtime = {
  apiUrl: 'http://127.0.0.1:3001',
  dashboardUrl: 'http://127.0.0.1:3001/',
  temporalAddress: '127.0.0.1:7234',
  temporalUiUrl: 'http://localhost:8234',
  temporalNamespace: 'sales',
  databaseUrl: 'postgres://localhost/pinggo',
  pids: { api: 1, worker: 2, postgres: null, temporal: null },
  demo: { users: [{ email: 'admin@carpat.example', password: 'demo-x', role: 'ADMIN', orgId: null }], endpoints: [] },
  setupUrl: null,
};
const printed = (change: Partial<Runtime> = {}) =>
  report({ ...runtime, ...change }, { seconds: 5, logs: '.pinggo/logs' });

describe('what npm start prints', () => {
  it('links a demo lead and its workflow, on the ports and the namespace that there are', () => {
    const text = printed();
    const { orgId, leadId } = leadToWatch;
    expect(text).toContain(`Dashboard    http://127.0.0.1:3001/leads/${leadId}\n`);
    expect(text).toContain(
      `Temporal UI  http://localhost:8234/namespaces/sales/workflows/lead%3A${orgId}%3A${leadId}\n`,
    );
  });

  it('names no Temporal UI that nobody said is there', () => {
    expect(printed({ temporalUiUrl: null })).not.toMatch(/temporal|8233/i);
  });

  it('says where the first organisation is made while there is none, and nothing of a demo that is not there', () => {
    const text = printed({ demo: { users: [], endpoints: [] }, setupUrl: 'http://127.0.0.1:3001/setup#token' });
    expect(text).toContain('\n  http://127.0.0.1:3001/setup#token\n');
    expect(text).not.toMatch(/demo|leads\//i);
    expect(printed()).not.toContain('/setup');
  });
});
