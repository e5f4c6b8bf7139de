import type { OrgTransaction } from '../../../db/client.js';
import { writeLeadAudit } from '../../../db/leads/queries/audit.js';
import {
  addNote,
  changeNote,
  countNotes,
  findNote,
  leadNotesOf,
  type LeadNote,
} from '../../../db/leads/queries/lead-notes.js';
import { findLead } from '../../../db/leads/queries/leads.js';
import { GIVEN_NAMES } from '../../../db/leads/queries/references.js';
import { namesOf } from '../../../db/platform/queries/references.js';
import type { LeadAuditAction } from '../../../domain/leads/audit/actions.js';
import { NOTE_LIMITS } from '../../../domain/leads/vocabulary/lead-limits.js';
import { actorOf, sightOf, type Caller } from '../../http/access.js';
import { conflict, forbidden, preconditionFailed, type ApiError } from '../../http/errors.js';
import { checkIfMatch, etagOf } from '../../http/etag.js';
import * as contracts from '../contract/lead-notes.js';
import { route } from '../deps.js';
import { isOwn, leadNoteOf, mayDelete } from '../views/lead-notes.js';

interface Asked {
  caller: Caller;
  params: { id: string };
  traceId: string;
  missing: () => ApiError;
}

/** The note that a request names, of a lead that its caller sees, deleted or not. @throws ApiError 404 */
async function noteOf(
  tx: OrgTransaction,
  { caller, params, missing }: Asked & { params: { noteId: string } },
): Promise<LeadNote> {
  const lead = await findLead(tx, params.id, sightOf(caller, 'leads'));
  const note = lead && (await findNote(tx, lead.id, params.noteId));
  if (!note) throw missing();
  return note;
}

/** What stands in a note is nobody's business but of who sees the lead: the audit log tells that, not what. */
const tell = (
  tx: OrgTransaction,
  { caller, traceId }: Asked,
  note: LeadNote,
  action: LeadAuditAction & `note.${string}`,
): Promise<void> =>
  writeLeadAudit(tx, {
    actor: actorOf(caller),
    action,
    entity: { type: 'note', id: note.id },
    leadId: note.leadId,
    after: isOwn(note, caller) ? {} : { others: true, authorId: note.authorId },
    traceId,
  });

const gone = () =>
  conflict('The note was deleted', ['Take its deletion back first: POST /api/leads/{id}/notes/{noteId}/restore.']);

/** Deletes a note or takes that back; what is so already stays so. */
async function setDeleted(
  tx: OrgTransaction,
  asked: Asked & { params: { noteId: string } },
  deletedAt: Date | null,
): Promise<LeadNote> {
  const note = await noteOf(tx, asked);
  if (!mayDelete(note, asked.caller)) throw forbidden('Only who wrote a note deletes it, or a manager');
  if ((note.deletedAt === null) === (deletedAt === null)) return note;
  const changed = await changeNote(tx, note, { deletedAt });
  if (changed === null) throw preconditionFailed();
  await tell(tx, asked, changed, deletedAt === null ? 'note.restored' : 'note.deleted');
  return changed;
}

export const leadNoteRoutes = [
  route(contracts.listNotes, async ({ params, caller, deps, missing }) =>
    deps.db.readOrg(caller.orgId, async (tx) => {
      const lead = await findLead(tx, params.id, sightOf(caller, 'leads'), true);
      if (!lead) throw missing();
      const items = (await leadNotesOf(tx, lead.id)).map((note) => leadNoteOf(note, caller));
      const names = await namesOf(
        tx,
        items.map(({ author }) => author),
        GIVEN_NAMES,
      );
      return { status: 200 as const, body: { items, names: Object.fromEntries(names) } };
    }),
  ),

  route(contracts.addNote, async ({ body: { id, text }, ...asked }) => {
    const { params, caller, deps, missing } = asked;
    const note = await deps.db.inOrg(caller.orgId, async (tx) => {
      const lead = await findLead(tx, params.id, sightOf(caller, 'leads'));
      if (!lead) throw missing();
      if ((await countNotes(tx, lead.id)) >= NOTE_LIMITS.most)
        throw conflict(`The lead has ${NOTE_LIMITS.most} notes already`, [
          'Delete some of them, or add to one of them.',
        ]);
      const added = await addNote(tx, {
        ...(id !== undefined && { id }),
        leadId: lead.id,
        author: actorOf(caller),
        text,
        at: deps.clock(),
      });
      if (added) {
        await tell(tx, asked, added, 'note.added');
        return added;
      }
      const known = await findNote(tx, lead.id, id!);
      if (known === null || !isOwn(known, caller)) throw conflict('This id is taken', ['Make another UUID.']);
      return known;
    });
    return { status: 201, body: leadNoteOf(note, caller), headers: { ETag: etagOf(note.revision) } };
  }),

  route(contracts.changeNote, async ({ headers, body, ...asked }) => {
    const { caller, deps } = asked;
    const note = await deps.db.inOrg(caller.orgId, async (tx) => {
      const known = await noteOf(tx, asked);
      if (!isOwn(known, caller)) throw forbidden('Only who wrote a note changes it');
      if (known.deletedAt !== null) throw gone();
      checkIfMatch(headers['if-match'], known.revision, true);
      if (known.text === body.text) return known;
      const changed = await changeNote(tx, known, { text: body.text, editedAt: deps.clock() });
      if (changed === null) throw preconditionFailed();
      await tell(tx, asked, changed, 'note.changed');
      return changed;
    });
    return { status: 200, body: leadNoteOf(note, caller), headers: { ETag: etagOf(note.revision) } };
  }),

  route(contracts.deleteNote, async (asked) => {
    const { caller, deps } = asked;
    await deps.db.inOrg(caller.orgId, (tx) => setDeleted(tx, asked, deps.clock()));
    return { status: 204 };
  }),

  route(contracts.restoreNote, async (asked) => {
    const { caller, deps } = asked;
    const note = await deps.db.inOrg(caller.orgId, (tx) => setDeleted(tx, asked, null));
    return { status: 200, body: leadNoteOf(note, caller) };
  }),
];
