import type { Logger } from 'pino';
import type { Database } from '../../../db/client.js';
import { messageOf } from '../../../db/errors.js';
import { writeDeliveryNotes, type SecretUse } from '../../../db/leads/queries/deliveries.js';
import { findEndpoint } from '../../../db/leads/queries/intake.js';
import { Gathered, type Answered, type DeliveryNote } from '../../../domain/leads/deliveries/gather.js';

/** How late the log of deliveries is at most. */
const EVERY_MS = 1_000;
/** Reasons a minute that are told apart of one endpoint; endpoints, minutes and reasons that wait to be written. */
const LIMITS = { details: 10, notes: 5_000 };
/** Endpoints that unsigned requests name and nobody looked up yet: what is beyond is a guess. */
const MOST_LOOKED_UP = 100;

/**
 * Notes what is answered to deliveries, and which secrets sign them, beside the answers: gathered in memory and written each second, an
 * org at a time. A delivery waits for none of it, and one that cannot be noted is answered all the same.
 */
export class DeliveryNotes {
  private readonly gathered = new Gathered(LIMITS);
  private uses = new Map<string, SecretUse & { orgId: string }>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly log: Pick<Logger, 'warn'>,
  ) {}

  answered(answer: Answered): void {
    this.gathered.add(answer);
    this.later();
  }

  /** @param ciphertext of the secret that signed a delivery */
  signed({ orgId, id }: { orgId: string; id: string }, ciphertext: string, atMs: number): void {
    const key = `${id} ${ciphertext}`;
    const use = this.uses.get(key);
    if (use) Object.assign(use, { times: use.times + 1, lastAtMs: atMs });
    else this.uses.set(key, { orgId, endpointId: id, ciphertext, times: 1, lastAtMs: atMs });
    this.later();
  }

  /** Writes what waits to be written. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const notes = this.gathered.take();
    const uses = [...this.uses.values()];
    this.uses = new Map();
    this.writing = this.writing.then(() => this.write(notes, uses));
    return this.writing;
  }

  private later(): void {
    this.timer ??= setTimeout(() => void this.flush(), EVERY_MS).unref();
  }

  private async write(notes: DeliveryNote[], uses: (SecretUse & { orgId: string })[]): Promise<void> {
    try {
      await this.lookUp(notes);
      const orgs = new Set([...notes, ...uses].flatMap(({ orgId }) => orgId ?? []));
      for (const orgId of orgs) {
        const ofOrg = <T extends { orgId: string | null }>(all: T[]): T[] => all.filter((one) => one.orgId === orgId);
        await this.db.inOrg(orgId, (tx) => writeDeliveryNotes(tx, ofOrg(notes), ofOrg(uses)));
      }
    } catch (error) {
      this.log.warn({ error: messageOf(error), notes: notes.length }, 'what was answered to deliveries is not noted');
    }
  }

  /** Whose the endpoints are that requests without a signature named. */
  private async lookUp(notes: readonly DeliveryNote[]): Promise<void> {
    const unknown = notes.filter(({ orgId }) => orgId === null);
    const ids = [...new Set(unknown.map(({ endpointId }) => endpointId))].slice(0, MOST_LOOKED_UP);
    const found = await Promise.all(ids.map((id) => findEndpoint(this.db, id)));
    const orgs = new Map(found.flatMap((endpoint) => (endpoint ? [[endpoint.id, endpoint.orgId]] : [])));
    for (const note of unknown) note.orgId = orgs.get(note.endpointId) ?? null;
  }
}
