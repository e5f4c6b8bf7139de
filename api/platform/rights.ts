import { performance } from 'node:perf_hooks';
import type { Database } from '../../db/client.js';
import { listenTo } from '../../db/listen.js';
import {
  findKeyStanding,
  findStanding,
  type KeyStanding,
  type PersonStanding,
} from '../../db/platform/queries/rights.js';
import type { Role } from '../../domain/platform/access/roles.js';
import { unavailable } from '../http/errors.js';
import { within } from '../http/within.js';

const CHANNEL = 'pinggo_rights';
const HEARTBEAT_MS = 5_000;
/** What is remembered counts for nothing once so long nothing was heard, not even the own heartbeat. */
const TRUST_MS = 30_000;
/** People's sessions and keys that are remembered; beyond it the oldest are read again. */
const MOST_REMEMBERED = 20_000;
/** A database that does not answer is one that is down. */
const READ_MS = 5_000;

/** A person or an API key of an org, as notices name them. */
export const whoIs = (orgId: string, id: string): string => `${orgId}:${id}`;

/** Whether a notice is about somebody. @param said whom it names; `orgId:` is everybody of the org, null everybody */
export const concerns = (said: string | null, who: string): boolean =>
  said === null || said === who || (said.endsWith(':') && who.startsWith(said));

/** What a person may do now is what their role may. */
export interface PersonRights {
  role: Role;
  name: string;
  /** When the session ends at the latest; null: nobody wrote it down. */
  sessionEndsAt: Date | null;
  needsFactor: boolean;
  /** Since when their org is suspended; left out: it is not. */
  suspendedAt?: Date;
}

/** Where rights are read. */
export interface RightsReads {
  person(orgId: string, userId: string, sessionId: string | null): Promise<PersonStanding | null>;
  key(hash: string): Promise<KeyStanding | null>;
}

interface Remembered {
  /** Null: not known before it is read. */
  who: string | null;
  read: Promise<unknown>;
}

/**
 * What callers may do at this moment. It is asked at every call, so it remembers what it read, until it hears that it changed
 * (`heard`). While nothing is heard it remembers nothing: each call reads the database, and fails where that does.
 */
export class Rights {
  private readonly remembered = new Map<string, Remembered>();
  private readonly listeners = new Set<(who: string | null) => void>();
  private heardAtMs = -Infinity;

  constructor(
    private readonly reads: RightsReads,
    private readonly options: { nowMs?: () => number; trustMs?: number } = {},
  ) {}

  /**
   * @param sessionId null: of an access token that names none, as the version before made them
   * @returns null when the person is not there, was deactivated, or has ended this session
   */
  async person(orgId: string, userId: string, sessionId: string | null): Promise<PersonRights | null> {
    const who = whoIs(orgId, userId);
    const standing = await this.recall(`person:${who}:${sessionId ?? ''}`, who, () =>
      this.reads.person(orgId, userId, sessionId),
    );
    return standing !== null && standing.status !== 'INACTIVE' && standing.sessionLives
      ? {
          role: standing.role,
          name: standing.name,
          sessionEndsAt: standing.sessionEndsAt,
          needsFactor: standing.needsFactor,
          ...(standing.suspendedAt !== null && { suspendedAt: standing.suspendedAt }),
        }
      : null;
  }

  /**
   * @param hash SHA-256 of the key
   * @returns null when it is unknown, revoked or expired
   */
  async key(hash: string, now: Date): Promise<KeyStanding | null> {
    const place = `key:${hash}`;
    const standing = await this.recall(place, null, async () => {
      const found = await this.reads.key(hash);
      const mine = this.remembered.get(place);
      // Guessed keys would fill the memory.
      if (found === null) this.remembered.delete(place);
      else if (mine) mine.who = whoIs(found.orgId, found.id);
      return found;
    });
    return standing !== null && (standing.expireAt === null || standing.expireAt > now) ? standing : null;
  }

  /**
   * Somebody's rights changed.
   * @param who null: anybody's may have; `orgId:`: anybody's of that org
   */
  changed(who: string | null): void {
    if (who === null) this.remembered.clear();
    // Keys that are being read are nobody's yet: what is read may be older than the change.
    else
      for (const [place, entry] of this.remembered)
        if (entry.who === null || concerns(who, entry.who)) this.remembered.delete(place);
    for (const listener of this.listeners) listener(who);
  }

  /** @param said what a notice named; empty: a heartbeat; null: the listening began, and notices before it were missed */
  heard(said: string | null): void {
    this.heardAtMs = this.nowMs();
    if (said !== '') this.changed(said);
  }

  /** Nothing is heard any more. */
  lost(): void {
    this.heardAtMs = -Infinity;
    this.remembered.clear();
  }

  /** @param listener is told whose rights may have changed; null: anybody's */
  onChange(listener: (who: string | null) => void): void {
    this.listeners.add(listener);
  }

  private recall<T>(place: string, who: string | null, read: () => Promise<T>): Promise<T> {
    if (this.nowMs() - this.heardAtMs > (this.options.trustMs ?? TRUST_MS)) return read();
    const known = this.remembered.get(place);
    if (known) return known.read as Promise<T>;
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.delete(this.remembered.keys().next().value!);
    const entry: Remembered = { who, read: Promise.resolve() };
    this.remembered.set(place, entry);
    const reading = read();
    entry.read = reading;
    reading.catch(() => {
      if (this.remembered.get(place) === entry) this.remembered.delete(place);
    });
    return reading;
  }

  private nowMs(): number {
    return (this.options.nowMs ?? (() => performance.now()))();
  }
}

/** Rights of this database, told of changes by its notices. */
export function openRights(db: Database): { rights: Rights; close: () => Promise<void> } {
  const rights = new Rights({
    person: (orgId, userId, sessionId) => inTime(db.readOrg(orgId, (tx) => findStanding(tx, userId, sessionId))),
    key: (hash) => inTime(findKeyStanding(db, hash)),
  });
  const listener = listenTo(db.pool, CHANNEL, (said) => rights.heard(said), {
    onLost: () => rights.lost(),
    heartbeatMs: HEARTBEAT_MS,
  });
  return { rights, close: () => listener.close() };
}

async function inTime<T>(reading: Promise<T>): Promise<T> {
  const late = Symbol('late');
  const read = await within<T, symbol>(READ_MS, reading, late);
  if (read === late) throw unavailable(5, { title: 'The database is not available' });
  return read as T;
}
