import { PLATFORM_NAMED, type NamedTable } from '../../platform/queries/references.js';
import { endpoints } from '../schema/endpoints.js';
import { flows } from '../schema/flows.js';
import { leads } from '../schema/leads.js';

/** What of the leads' room has a name, leads themselves left out: those are people's. */
const LEADS_NAMED: readonly NamedTable[] = [flows, endpoints];
/** Everything that people gave a name. */
export const GIVEN_NAMES: readonly NamedTable[] = [...PLATFORM_NAMED, ...LEADS_NAMED];
/** That, and leads. */
export const ALL_NAMED: readonly NamedTable[] = [...GIVEN_NAMES, leads];
