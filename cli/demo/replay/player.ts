import { Pool, sleepUntil, Together } from '../pool.js';
import type { Session } from '../session.js';
import type { Compression } from './compression.js';
import type { Desk } from '../desk.js';
import type { FileContact, FileLead } from './files.js';

const AT_ONCE = 12;

/** What is played of the files. */
export interface Piece {
  leads: readonly FileLead[];
  /** By lead, each lead's in the order of time. */
  contacts: ReadonlyMap<string, readonly FileContact[]>;
  /** The instant of the file after which no contact is played. */
  untilMs: number;
}

/**
 * Plays leads and contacts at their compressed instants. A lead counts from the instant at which the system received
 * it. So a contact happens at that instant plus its compressed delay, and is sent as soon as that moment has come: how
 * slow this machine or the network are moves both, and decides nothing.
 */
export class Player {
  /** The system's ids of the leads that were sent, by the file's. */
  readonly sent = new Map<string, string>();
  proofsSent = 0;
  private readonly pool = new Pool(AT_ONCE);
  private readonly firstAtMs: number;
  private startedAtMs = 0;

  constructor(
    private readonly piece: Piece,
    private readonly desk: Desk,
    private readonly compressed: Compression,
    private readonly manager: Session,
  ) {
    this.firstAtMs = piece.leads[0]!.receivedAtMs;
  }

  /** The instant of the file that is being played. */
  get fileNowMs(): number {
    return this.firstAtMs + (Date.now() - this.startedAtMs) * this.compressed.speed;
  }

  /** Settles when all was sent, or soon after it was told to stop. @throws when something could not be delivered. */
  async play(stop: AbortSignal): Promise<void> {
    const playing = new Together(stop);
    this.startedAtMs = Date.now();
    for (const lead of this.piece.leads) {
      await sleepUntil(this.startedAtMs + this.compressed.real(lead.receivedAtMs - this.firstAtMs), playing.signal);
      if (playing.signal.aborted) break;
      playing.start(this.playLead(lead, playing.signal));
    }
    await playing.end();
  }

  private async playLead(lead: FileLead, signal: AbortSignal): Promise<void> {
    const body = {
      externalId: lead.id,
      name: `Applicant ${lead.id}`,
      email: `applicant-${lead.id}@bpi2012.example`,
      attributes: { amount_eur: lead.amountEur, file_received_at: new Date(lead.receivedAtMs).toISOString() },
    };
    const receivedAtMs = await this.pool.run(async () => {
      const { leadId } = await this.desk.endpoint.lead(`lead-${lead.id}`, body);
      this.sent.set(lead.id, leadId);
      const { receivedAt } = await this.manager.get<{ receivedAt: string }>(`/api/leads/${leadId}`);
      return Date.parse(receivedAt);
    });
    const played = (this.piece.contacts.get(lead.id) ?? []).filter(
      ({ startedAtMs }) => startedAtMs <= this.piece.untilMs,
    );
    await Promise.all(
      played.map((contact) => {
        const delayMs = this.compressed.contactDelay(contact.startedAtMs - lead.receivedAtMs);
        return this.playContact(contact, receivedAtMs + delayMs, signal);
      }),
    );
  }

  private async playContact(contact: FileContact, occurredAtMs: number, signal: AbortSignal): Promise<void> {
    // Not before it has happened: the system takes no proof as having happened after it heard of it.
    await sleepUntil(occurredAtMs + 1, signal);
    if (signal.aborted) return;
    await this.pool.run(() =>
      this.desk.endpoint.proof(`contact-${contact.line}`, {
        lead: { externalId: contact.leadId },
        kind: 'CALL_LOGGED',
        occurredAt: new Date(occurredAtMs).toISOString(),
        externalId: `contact-${contact.line}`,
        ...(contact.rep === '' ? {} : { actor: contact.rep }),
        note: `${contact.kind} at ${new Date(contact.startedAtMs).toISOString()} of the file`,
      }),
    );
    this.proofsSent++;
  }
}
