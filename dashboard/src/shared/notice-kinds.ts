/** All kinds of notices, for those that let people choose among them: a platform's page need not know which a product has. */
export { NOTICE_KINDS } from '../../../domain/leads/vocabulary/notices.js';
