import { deleteBy } from '../../platform/queries/retention.js';

export const deleteOldInboxKeys = deleteBy('delete_old_inbox_keys($1, $2)');
