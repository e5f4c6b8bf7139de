import { z } from 'zod';
import { may, maySee } from '../../http/access.js';
import { givenId, id, idParams, ifMatch, instantOut, namesById } from '../../http/contract.js';
import { contract } from '../../http/route.js';
import { noteBody } from './bodies/leads.js';

export const leadNote = z
  .object({
    id,
    leadId: id.meta({ description: 'The lead that it was written on: one that was merged into this lead, perhaps.' }),
    author: z.object({ type: z.string(), id: z.string().nullable() }),
    text: z.string().meta({ description: 'Markdown, as it was typed. Show it without any HTML that stands in it.' }),
    createdAt: instantOut,
    editedAt: instantOut.nullable(),
    revision: z.int(),
    canEdit: z.boolean().meta({ description: 'Whether the caller may change it: whoever wrote it.' }),
    canDelete: z.boolean().meta({ description: 'Whoever wrote it, and managers.' }),
  })
  .meta({ id: 'LeadNote' });

const noteParams = idParams.extend({ noteId: givenId });

export const listNotes = contract({
  operationId: 'listNotes',
  method: 'get',
  path: '/api/leads/{id}/notes',
  summary: "A lead's notes, the first first",
  description: 'With those of the leads that were merged into it.',
  tags: ['leads'],
  access: maySee('leads'),
  entity: 'lead',
  params: idParams,
  responses: { 200: z.object({ items: z.array(leadNote), names: namesById }).meta({ id: 'LeadNotes' }) },
});

export const addNote = contract({
  operationId: 'addNote',
  method: 'post',
  path: '/api/leads/{id}/notes',
  summary: 'Write a note on a lead',
  description:
    'With an `id` of your own it is written once, however often it is sent. 409 when the lead has 500 already.',
  tags: ['leads'],
  access: may('leads.write'),
  entity: 'lead',
  params: idParams,
  body: noteBody.extend({ id: givenId.optional().meta({ description: 'Its id, a UUID that you made.' }) }),
  responses: { 201: leadNote },
  responseHeaders: { ETag: 'Its revision' },
  errors: [409],
});

const ofNote = { tags: ['leads'], access: may('leads.write'), entity: 'note', params: noteParams } as const;

export const changeNote = contract({
  operationId: 'changeNote',
  method: 'patch',
  path: '/api/leads/{id}/notes/{noteId}',
  summary: 'Change a note of your own',
  ...ofNote,
  headers: ifMatch,
  body: noteBody,
  responses: { 200: leadNote },
  responseHeaders: { ETag: 'Its new revision' },
  errors: [403, 412, 428],
});

export const deleteNote = contract({
  operationId: 'deleteNote',
  method: 'delete',
  path: '/api/leads/{id}/notes/{noteId}',
  summary: 'Delete a note of your own, or as a manager anybody’s',
  ...ofNote,
  responses: { 204: null },
  errors: [403],
});

export const restoreNote = contract({
  operationId: 'restoreNote',
  method: 'post',
  path: '/api/leads/{id}/notes/{noteId}/restore',
  summary: 'Take back the deletion of a note',
  description: 'By who could delete it. One that is there stays as it is.',
  ...ofNote,
  responses: { 200: leadNote },
  errors: [403],
});
