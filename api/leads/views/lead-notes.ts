import type { z } from 'zod';
import type { LeadNote } from '../../../db/leads/queries/lead-notes.js';
import { actorOf, mayDo, type Caller } from '../../http/access.js';
import { iso, isoOrNull } from '../../http/contract.js';
import type { leadNote } from '../contract/lead-notes.js';

/** Whether the caller wrote it. */
export function isOwn({ authorType, authorId }: Pick<LeadNote, 'authorType' | 'authorId'>, caller: Caller): boolean {
  const { type, id } = actorOf(caller);
  return authorType === type && authorId === id;
}

/** Whoever wrote a note deletes it, and who looks after everybody's. */
export const mayDelete = (note: LeadNote, caller: Caller): boolean =>
  isOwn(note, caller) || mayDo(caller, 'notes.moderate');

/** A note as this caller sees it. */
export function leadNoteOf(note: LeadNote, caller: Caller): z.input<typeof leadNote> {
  const writes = mayDo(caller, 'leads.write');
  return {
    id: note.id,
    leadId: note.leadId,
    author: { type: note.authorType, id: note.authorId },
    text: note.text,
    createdAt: iso(note.createdAt),
    editedAt: isoOrNull(note.editedAt),
    revision: note.revision,
    canEdit: writes && isOwn(note, caller),
    canDelete: writes && mayDelete(note, caller),
  };
}
