/**
 * All that a caller can be allowed. `own`: what is theirs, such as the leads that they own; `all`: what is anybody's in
 * the org.
 */
export const PERMISSIONS = [
  // Oneself.
  'profile.own',
  'factors.own',
  'notices.own',

  // The work.
  'leads.read.own',
  'leads.read.all',
  'leads.search',
  'leads.write',
  'leads.assign',
  'leads.merge',
  'leads.acknowledge',
  'notes.moderate',
  'clocks.cancel',
  'offers.answer',
  'views.read',
  'views.save',
  'views.share',

  // What goes on.
  'live.read',
  'tower.read',
  'workflows.read',
  'work_items.read',
  'work_items.resolve',
  'audit.read',
  // What could not be processed: that it lies there, whom it is about, and what becomes of it.
  'dead_letters.read',
  'dead_letters.inspect',
  'dead_letters.decide',
  // What the machine has to do, without whom it is about; and having it look again.
  'workings.read',
  'workings.repair',

  // The house.
  'organisation.read',
  'organisation.administer',

  // The rules.
  'flows.read',
  'flows.draft',
  'flows.publish',
  'calendars.read',
  'calendars.administer',

  // The people.
  'people.read',
  'people.administer',
  'teams.read',
  'teams.administer',
  'time_off.read.own',
  'time_off.read.all',
  'time_off.plan.own',
  'time_off.plan',

  // The ways in. Of secrets and keys one reads that they exist, never what they are.
  'endpoints.read',
  'endpoints.administer',
  'sign_on.read',
  'sign_on.administer',
  'webhooks.read',
  'webhooks.administer',
  'secrets.read',
  'keys.read',
  'sessions.read',
  'keys.administer',

  // Letting whoever runs the installation look in, for a while; and leaving again, for who was let in.
  'support.read',
  'support.grant',
  'support.leave',

  // The installation: the organisations that there are, and nothing that is in them.
  'tenants.read',
  'tenants.administer',
] as const;
export type Permission = (typeof PERMISSIONS)[number];
