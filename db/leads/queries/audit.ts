import type { LeadAuditAction } from '../../../domain/leads/audit/actions.js';
import { insertAudit } from '../../platform/queries/audit.js';

/** Appends what happened to a lead, or to what leads go by, in the transaction of the change that it tells of. */
export const writeLeadAudit = insertAudit<LeadAuditAction>;
