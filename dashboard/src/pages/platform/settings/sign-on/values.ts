import type { z } from 'zod';
import { signOnSettings } from '../../../../../../api/platform/contract/bodies/sign-on.js';
import type { SignOn } from './data';

export { signOnSettings };
type Body = z.input<typeof signOnSettings>;

/** The fields as they stand: nothing chosen is an empty text. */
export type SignOnValues = Omit<Body, 'clientSecret' | 'defaultRole' | 'roleClaim' | 'teamClaim' | 'breakGlassId'> & {
  clientSecret: string;
  defaultRole: string;
  roleClaim: string;
  teamClaim: string;
  breakGlassId: string;
};

const NOTHING: SignOnValues = {
  issuer: '',
  clientId: '',
  clientSecret: '',
  active: false,
  domains: [],
  trustsEmail: false,
  justInTime: true,
  defaultRole: 'REP',
  roleClaim: '',
  roles: [],
  adminByClaim: false,
  teamClaim: '',
  teams: [],
  required: false,
  breakGlassId: '',
};

export function valuesOf(settings: SignOn | null): SignOnValues {
  if (!settings) return NOTHING;
  const { issuer, clientId, active, trustsEmail, justInTime, adminByClaim, required, roles, teams } = settings;
  return {
    ...{ issuer, clientId, clientSecret: '', active, trustsEmail, justInTime, adminByClaim, required, roles, teams },
    domains: settings.domains.map(({ domain }) => domain),
    defaultRole: settings.defaultRole ?? '',
    roleClaim: settings.roleClaim ?? '',
    teamClaim: settings.teamClaim ?? '',
    breakGlassId: settings.breakGlassId ?? '',
  };
}

const orNull = <T extends string>(text: string): T | null => (text === '' ? null : (text as T));

export const bodyOf = ({ clientSecret, ...values }: SignOnValues): Body => ({
  ...values,
  ...(clientSecret === '' ? {} : { clientSecret }),
  defaultRole: orNull(values.defaultRole),
  roleClaim: orNull(values.roleClaim),
  teamClaim: orNull(values.teamClaim),
  breakGlassId: orNull(values.breakGlassId),
});
