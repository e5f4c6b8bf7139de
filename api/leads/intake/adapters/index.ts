import { facebookLeadgen } from './facebook-leadgen.js';
import { gohighlevel } from './gohighlevel.js';
import { standard } from './standard.js';
import { typeform } from './typeform.js';
import type { Adapter, AdapterName } from './types.js';

export { ADAPTER_NAMES, type Adapter, type AdapterName, type Refused } from './types.js';

/** Every adapter by the name that an endpoint has. */
export const adapters: Record<AdapterName, Adapter> = {
  standard,
  gohighlevel,
  'facebook-leadgen': facebookLeadgen,
  typeform,
};
