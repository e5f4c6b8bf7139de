/** What a file of people may have as columns. */
export { IMPORT_COLUMNS, type ImportColumn } from '../../../../domain/platform/people/import.js';
