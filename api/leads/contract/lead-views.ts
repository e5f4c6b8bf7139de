import { z } from 'zod';
import { GONE } from '../../../domain/leads/views/gone.js';
import { may } from '../../http/access.js';
import { id, idParams, ifMatch, instantOut } from '../../http/contract.js';
import { contract } from '../../http/route.js';
import { leadListChoice, leadViewChange, newLeadView } from './bodies/lead-views.js';

const columns = z.array(z.string()).nullable();

const view = z
  .object({
    id,
    name: z.string(),
    shared: z.boolean(),
    owner: z.object({
      id,
      name: z.string(),
      left: z.boolean().meta({ description: 'They work here no more; what they shared stays.' }),
    }),
    filters: z.record(z.string(), z.string()),
    sort: z.string().nullable(),
    order: z.string().nullable(),
    columns,
    gone: z
      .array(z.object({ filter: z.string(), name: z.string().nullable(), why: z.enum(GONE) }))
      .meta({ description: 'What its filters name that is not there any more. It opens all the same.' }),
    can: z
      .object({
        change: z.boolean(),
        share: z.boolean().meta({ description: 'Of one that is shared: take it back.' }),
        delete: z.boolean(),
      })
      .meta({ description: 'What the caller can do about it.' }),
    changedAt: instantOut,
    revision: z.int().meta({ description: 'Counts the changes; the ETag.' }),
  })
  .meta({ id: 'LeadView' });

const common = { tags: ['lead views'], entity: 'view' } as const;
const etag = { ETag: 'The revision, for If-Match.' };

export const listLeadViews = contract({
  operationId: 'listLeadViews',
  ...common,
  method: 'get',
  path: '/api/lead-views',
  summary: 'Saved views of the list of leads, and how one wants that list',
  description: 'One’s own, then those that are shared, by their names.',
  access: may('views.read'),
  responses: {
    200: z
      .object({
        items: z.array(view),
        defaultViewId: id.nullable().meta({ description: 'What the list opens with.' }),
        columns: columns.meta({ description: 'Of lists without a view; null: the usual ones.' }),
      })
      .meta({ id: 'LeadViews' }),
  },
});

export const createLeadView = contract({
  operationId: 'createLeadView',
  ...common,
  method: 'post',
  path: '/api/lead-views',
  summary: 'Save a view',
  description: 'To share it needs the permission `views.share`.',
  access: may('views.save'),
  body: newLeadView,
  responses: { 201: view },
  responseHeaders: etag,
  errors: [409],
});

export const patchLeadView = contract({
  operationId: 'changeLeadView',
  ...common,
  method: 'patch',
  path: '/api/lead-views/{id}',
  summary: 'Change, rename or share a view, or take it back',
  description: 'What is not named stays. A shared view is changed by who may share views, and taken back by its owner.',
  access: may('views.save'),
  params: idParams,
  headers: ifMatch,
  body: leadViewChange,
  responses: { 200: view },
  responseHeaders: etag,
  errors: [409, 412, 428],
});

export const deleteLeadView = contract({
  operationId: 'deleteLeadView',
  ...common,
  method: 'delete',
  path: '/api/lead-views/{id}',
  summary: 'Delete a view',
  description: 'It can be restored for a day.',
  access: may('views.save'),
  params: idParams,
  responses: { 204: null },
});

export const restoreLeadView = contract({
  operationId: 'restoreLeadView',
  ...common,
  method: 'post',
  path: '/api/lead-views/{id}/restore',
  summary: 'Take back that a view was deleted',
  access: may('views.save'),
  params: idParams,
  responses: { 200: view },
  responseHeaders: etag,
  errors: [409],
});

export const patchLeadList = contract({
  operationId: 'changeOwnLeadList',
  tags: ['lead views'],
  method: 'patch',
  path: '/api/me/lead-list',
  summary: 'Choose what the list of leads opens with, and its columns where no view says them',
  access: may('views.read'),
  body: leadListChoice,
  responses: { 200: z.object({ defaultViewId: id.nullable(), columns }) },
});
