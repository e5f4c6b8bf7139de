import { facebookLeadgen } from './facebook-leadgen.js';
import { gohighlevel } from './gohighlevel.js';
import { standard } from './standard.js';
import { typeform } from './typeform.js';
import type { AdapterName } from '../../../../domain/leads/vocabulary/adapters.js';
import type { Adapter } from './types.js';

export type { AdapterName } from '../../../../domain/leads/vocabulary/adapters.js';
export type { Adapter, Refused } from './types.js';

/** Every adapter by the name that an endpoint has. */
export const adapters: Record<AdapterName, Adapter> = {
  standard,
  gohighlevel,
  'facebook-leadgen': facebookLeadgen,
  typeform,
};
