/**
 * The addresses of the Control Tower's pages, by their names; `:id` stands for one part. The pages find their way by them,
 * and the server answers 404 to every other.
 */
export const PAGES = {
  overview: '/',
  leads: '/leads',
  lead: '/leads/:id',
  myDay: '/my-day',
  workItems: '/work-items',
  deadLetters: '/dead-letters',
  deadLetter: '/dead-letters/:id',
  audit: '/audit',
  notices: '/notifications',
  me: '/me',
  settings: '/settings',
  organisation: '/settings/organisation',
  people: '/settings/people',
  person: '/settings/people/:id',
  teams: '/settings/teams',
  team: '/settings/teams/:id',
  calendars: '/settings/calendars',
  calendar: '/settings/calendars/:id',
  sources: '/settings/sources',
  source: '/settings/sources/:id',
  apiKeys: '/settings/api-keys',
  signOn: '/settings/sign-on',
  /** Of those who are not signed in (yet). */
  setup: '/setup',
  invitation: '/invitation',
  resetPassword: '/reset-password',
  magicLink: '/magic-link',
  singleSignOn: '/sso',
} as const;
