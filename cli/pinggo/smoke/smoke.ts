import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { RefusedError, request } from '../../demo/http.js';
import type { Session } from '../../demo/session.js';
import { commandOf, countArgument, progress } from '../command.js';
import { EXIT, Failure } from '../failure.js';
import { findAdmin } from '../find.js';
import { probe } from '../probe.js';
import { CLOCK, NAME, openSmokeDesk } from './desk.js';
import { signedHeaders } from './signed.js';

interface Lead {
  status: string;
  clocks: { key: string; status: string; metAt: string | null }[];
}

/** A step that was gone, and how long it took. */
interface Step {
  step: string;
  ms: number;
}

const LOOK_EVERY_MS = 250;

class Way {
  readonly steps: Step[] = [];

  async go<T>(step: string, work: () => Promise<T>): Promise<T> {
    progress(`${step} …`);
    const startedAtMs = performance.now();
    const done = await work();
    this.steps.push({ step, ms: Math.round(performance.now() - startedAtMs) });
    return done;
  }
}

async function until(session: Session, leadId: string, what: string, untilMs: number, holds: (lead: Lead) => boolean) {
  for (;;) {
    const lead = await session.get<Lead>(`/api/leads/${leadId}`);
    if (holds(lead)) return;
    if (Date.now() > untilMs)
      throw new Failure(`${what} did not come in time: the lead ${leadId} is ${lead.status}.`, EXIT.REFUSED);
    await delay(LOOK_EVERY_MS);
  }
}

async function deliver(url: string, endpoint: { id: string; secret: string }, source: string): Promise<string> {
  const id = `smoke-${randomUUID()}`;
  const path = `/api/intake/webhook/${endpoint.id}`;
  const body = JSON.stringify({ externalId: source, name: NAME, email: `${source}@smoke.invalid`, attributes: {} });
  const attempt = () => ({ method: 'POST', headers: signedHeaders(endpoint.secret, id, body), body });
  const answer = await request(url + path, attempt, { repeatable: true });
  if (answer.status !== 202) throw new RefusedError(`POST ${path}`, answer);
  return (answer.body as { leadId: string }).leadId;
}

/** `pinggo smoke` */
export const smoke = () =>
  commandOf<[string | undefined], { wait: number }>(
    'smoke',
    'health, sign-in, one signed lead through to a met clock, and closed again',
    async ({ wait }, given) => {
      const { url, session } = await findAdmin(given);
      const way = new Way();
      await way.go('health', async () => {
        for (const path of ['/healthz', '/readyz'])
          if (!(await probe(url + path)).ok) throw new Failure(`${url}${path} says no.`, EXIT.REFUSED);
      });
      const me = await way.go('sign-in', () => session.get<{ id: string; role: string }>('/api/auth/me'));
      if (me.role !== 'ADMIN') throw new Failure('A smoke test is made by an admin.', EXIT.REFUSED);
      const source = `smoke-${randomUUID().slice(0, 8)}`;
      const desk = await way.go('a way in', () => openSmokeDesk(session, me.id, source));
      let leadId: string | null = null;
      try {
        leadId = await way.go('a signed lead', () => deliver(url, desk.endpoint, source));
        const id = leadId;
        const untilMs = Date.now() + wait * 1_000;
        const isClock = (status: string) => (lead: Lead) =>
          lead.clocks.some((clock) => clock.key === CLOCK && clock.status === status);
        await way.go('its clock runs', () => until(session, id, 'The clock', untilMs, isClock('RUNNING')));
        await way.go('a proof', () =>
          session.post(`/api/leads/${id}/proofs`, { kind: 'CALL_LOGGED', outcome: 'REACHED' }),
        );
        await way.go('its clock is met', () => until(session, id, 'The met clock', untilMs, isClock('MET')));
      } finally {
        await way.go('cleaned up', async () => {
          if (leadId !== null) await session.post(`/api/leads/${leadId}/close`, { outcome: 'LOST', reason: NAME });
          await desk.close();
        });
      }
      const id = leadId;
      await way.go('closed', () =>
        until(session, id, 'Its end', Date.now() + wait * 1_000, ({ status }) => status === 'CLOSED'),
      );
      return {
        words: [...way.steps.map(({ step, ms }) => `${step}: ${ms} ms`), `${url} is well.`],
        json: { url, leadId, steps: way.steps },
      };
    },
  )
    .argument('[url]', 'of the Pinggo to try; left out: PINGGO_URL, or the local stack')
    .option('--wait <seconds>', 'for a clock to run, and to be met', countArgument, 30);
