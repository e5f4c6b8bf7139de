/** The addresses of all pages, for those that lead to others: a platform's page need not know in which room they are said. */
export { PAGES } from '../../../domain/leads/vocabulary/pages.js';
