import { describe, expect, it } from 'vitest';
import { SCOPES } from '../domain/platform/access/grants.js';
import { ROLES } from '../domain/platform/access/roles.js';
import type { SupportLevel } from '../domain/platform/access/support.js';
import { mayCall, type Access, type Caller } from './http/access.js';
import { contract } from './http/route.js';
import { routes } from './routes.js';

/** Who may call what, written out by hand: whoever changes a line here changes what somebody may do. Where a line ends, no more may. */
const WHO_MAY_CALL = `
route path                                    REP MANAGER ADMIN AUDITOR OPERATOR leads:read leads:write tower:read operations:read operations:write
GET /healthz                                  public
GET /readyz                                   public
GET /metrics                                  public
GET /.well-known/jwks.json                    public
GET /openapi.json                             public
POST /api/auth/login                          public
POST /api/auth/factor                         public
POST /api/auth/passkey/options                public
POST /api/auth/passkey                        public
POST /api/auth/refresh                        public
POST /api/auth/logout                         public
POST /api/setup/link                          public
POST /api/setup                               public
GET /api/organisation                         -   yes     yes   yes     -        -          -           -
PATCH /api/organisation                       -   -       yes   -       -        -          -           -
GET /api/first-hour                           -   yes     yes   yes     -        -          -           -
POST /api/first-hour/confirm                  -   yes     yes   -       -        -          -           -
PUT /api/first-hour/put-away                  -   -       yes   -       -        -          -           -
GET /api/demo-org                             -   yes     yes   yes     -        -          -           -
POST /api/demo-org                            -   -       yes   -       -        -          -           -
DELETE /api/demo-org                          -   -       yes   -       -        -          -           -
POST /api/auth/links/read                     public
POST /api/auth/invitation                     public
POST /api/auth/reset                          public
POST /api/auth/new-password                   public
POST /api/auth/magic-link                     public
POST /api/auth/magic-link/use                 public
POST /api/auth/password                       yes yes     yes   yes     yes      -          -           -
GET /api/auth/me                              yes yes     yes   yes     yes      -          -           -
POST /api/auth/sso/start                      public
POST /api/auth/sso/finish                     public
GET /api/single-sign-on                       -   -       yes   yes     -        -          -           -
PUT /api/single-sign-on                       -   -       yes   -       -        -          -           -
POST /api/single-sign-on/try                  -   -       yes   -       -        -          -           -
POST /api/single-sign-on/prove-domain         -   -       yes   -       -        -          -           -
DELETE /api/single-sign-on/people/{id}        -   -       yes   -       -        -          -           -
PATCH /api/me                                 yes yes     yes   yes     yes      -          -           -
GET /api/me/quiet-hours                       yes yes     yes   yes     yes      -          -           -
PUT /api/me/quiet-hours                       yes yes     yes   yes     yes      -          -           -
GET /api/me/sessions                          yes yes     yes   yes     yes      -          -           -
DELETE /api/me/sessions/{id}                  yes yes     yes   yes     yes      -          -           -
DELETE /api/me/sessions                       yes yes     yes   yes     yes      -          -           -
GET /api/me/factors                           yes yes     yes   yes     yes      -          -           -
POST /api/me/factors/totp                     yes yes     yes   yes     yes      -          -           -
POST /api/me/factors/totp/confirm             yes yes     yes   yes     yes      -          -           -
DELETE /api/me/factors/totp                   yes yes     yes   yes     yes      -          -           -
POST /api/me/factors/passkeys/options         yes yes     yes   yes     yes      -          -           -
POST /api/me/factors/passkeys                 yes yes     yes   yes     yes      -          -           -
PATCH /api/me/factors/passkeys/{id}           yes yes     yes   yes     yes      -          -           -
DELETE /api/me/factors/passkeys/{id}          yes yes     yes   yes     yes      -          -           -
POST /api/me/factors/recovery-codes           yes yes     yes   yes     yes      -          -           -
POST /api/me/proof/options                    yes yes     yes   yes     yes      -          -           -
POST /api/me/proof                            yes yes     yes   yes     yes      -          -           -
POST /api/intake/webhook/{endpointId}         signature
POST /api/intake/webhook                      signature
POST /api/intake/proofs/{endpointId}          signature
GET /api/leads                                yes yes     yes   yes     -        yes        yes         -
POST /api/leads                               yes yes     yes   -       -        -          yes         -
POST /api/leads/check                         yes yes     yes   -       -        -          yes         -
GET /api/leads/{id}                           yes yes     yes   yes     -        yes        yes         -
PATCH /api/leads/{id}                         yes yes     yes   -       -        -          yes         -
POST /api/leads/{id}/proofs                   yes yes     yes   -       -        -          yes         -
POST /api/leads/{id}/assign                   -   yes     yes   -       -        -          yes         -
POST /api/leads/{id}/pause                    yes yes     yes   -       -        -          yes         -
POST /api/leads/{id}/resume                   yes yes     yes   -       -        -          yes         -
POST /api/leads/{id}/close                    yes yes     yes   -       -        -          yes         -
POST /api/leads/{id}/reopen                   yes yes     yes   -       -        -          yes         -
POST /api/leads/{id}/acknowledge              -   yes     yes   -       -        -          yes         -
POST /api/leads/{id}/clocks/{clockKey}/cancel -   yes     yes   -       -        -          yes         -
GET /api/leads/{id}/notes                     yes yes     yes   yes     -        yes        yes         -
POST /api/leads/{id}/notes                    yes yes     yes   -       -        -          yes         -
PATCH /api/leads/{id}/notes/{noteId}          yes yes     yes   -       -        -          yes         -
DELETE /api/leads/{id}/notes/{noteId}         yes yes     yes   -       -        -          yes         -
POST /api/leads/{id}/notes/{noteId}/restore   yes yes     yes   -       -        -          yes         -
GET /api/leads/{id}/merge                     -   yes     yes   -       -        -          yes         -
POST /api/leads/{id}/merge                    -   yes     yes   -       -        -          yes         -
GET /api/leads/{id}/unmerge                   -   yes     yes   -       -        -          yes         -
POST /api/leads/{id}/unmerge                  -   yes     yes   -       -        -          yes         -
GET /api/assignees                            -   yes     yes   yes     -        -          yes         -
POST /api/leads/bulk-assign/preview           -   yes     yes   -       -        -          yes         -
POST /api/leads/bulk-assign                   -   yes     yes   -       -        -          yes         -
GET /api/approvals                            yes yes     yes   yes     -        yes        yes         -
POST /api/leads/{id}/approve                  yes yes     yes   -       -        -          yes         -
POST /api/leads/{id}/decline-approval         yes yes     yes   -       -        -          yes         -
POST /api/leads/bulk/preview                  yes yes     yes   -       -        -          yes         -
POST /api/leads/bulk                          yes yes     yes   -       -        -          yes         -
GET /api/lead-values                          yes yes     yes   yes     -        yes        yes         -
GET /api/lead-views                           yes yes     yes   yes     -        -          -           -
POST /api/lead-views                          yes yes     yes   -       -        -          -           -
PATCH /api/lead-views/{id}                    yes yes     yes   -       -        -          -           -
DELETE /api/lead-views/{id}                   yes yes     yes   -       -        -          -           -
POST /api/lead-views/{id}/restore             yes yes     yes   -       -        -          -           -
PATCH /api/me/lead-list                       yes yes     yes   yes     -        -          -           -
GET /api/offers                               yes yes     yes   yes     -        yes        yes         -
POST /api/leads/{id}/accept                   yes yes     yes   -       -        -          yes         -
POST /api/leads/{id}/decline                  yes yes     yes   -       -        -          yes         -
GET /api/control-tower/summary                -   yes     yes   yes     -        -          -           yes
GET /api/control-tower/trends                 -   yes     yes   yes     -        -          -           yes
GET /api/control-tower/leads                  -   yes     yes   yes     -        -          -           yes
GET /api/control-tower/reps                   -   yes     yes   yes     -        -          -           yes
GET /api/control-tower/flows                  -   yes     yes   yes     -        -          -           yes
GET /api/control-tower/temporal-views         -   yes     yes   yes     -        -          -           -
GET /api/search                               yes yes     yes   yes     -        -          -           -
GET /api/events/stream                        yes yes     yes   yes     -        -          -           yes
GET /api/flows                                -   yes     yes   yes     -        -          -           -
GET /api/flows/{id}                           -   yes     yes   yes     -        -          -           -
POST /api/flows                               -   yes     yes   -       -        -          -           -
PATCH /api/flows/{id}                         -   yes     yes   -       -        -          -           -
POST /api/flows/{id}/validate                 -   yes     yes   -       -        -          -           -
POST /api/flows/{id}/outlook                  -   yes     yes   -       -        -          -           -
POST /api/flows/{id}/publish                  -   yes     yes   -       -        -          -           -
POST /api/flows/{id}/activate                 -   yes     yes   -       -        -          -           -
POST /api/flows/{id}/deactivate               -   yes     yes   -       -        -          -           -
GET /api/flows/{id}/versions                  -   yes     yes   yes     -        -          -           -
POST /api/flows/{id}/rollback                 -   yes     yes   -       -        -          -           -
GET /api/flows/{id}/difference                -   yes     yes   yes     -        -          -           -
POST /api/flows/from-template                 -   yes     yes   -       -        -          -           -
GET /api/flows/{id}/use                       -   yes     yes   yes     -        -          -           -
POST /api/flows/preview                       -   yes     yes   -       -        -          -           -
GET /api/lead-fields                          -   yes     yes   yes     -        -          -           -
POST /api/flows/{id}/try                      -   yes     yes   -       -        -          -           -
POST /api/flows/{id}/effect                   -   yes     yes   -       -        -          -           -
GET /api/calendars                            -   yes     yes   yes     -        -          -           -
GET /api/calendars/{id}                       -   yes     yes   yes     -        -          -           -
POST /api/calendars                           -   -       yes   -       -        -          -           -
PATCH /api/calendars/{id}                     -   -       yes   -       -        -          -           -
DELETE /api/calendars/{id}                    -   -       yes   -       -        -          -           -
GET /api/calendars/{id}/open-at               -   yes     yes   yes     -        -          -           -
GET /api/calendars/{id}/years/{year}          -   yes     yes   yes     -        -          -           -
GET /api/calendars/{id}/uses                  -   yes     yes   yes     -        -          -           -
POST /api/calendars/{id}/preview              -   -       yes   -       -        -          -           -
GET /api/holidays                             -   yes     yes   yes     -        -          -           -
GET /api/holidays/countries                   -   yes     yes   yes     -        -          -           -
GET /api/teams                                -   yes     yes   yes     -        -          -           -
GET /api/teams/{id}                           -   yes     yes   yes     -        -          -           -
POST /api/teams                               -   -       yes   -       -        -          -           -
PATCH /api/teams/{id}                         -   -       yes   -       -        -          -           -
GET /api/teams/{id}/uses                      -   yes     yes   yes     -        -          -           -
PUT /api/teams/{id}/members/{userId}          -   -       yes   -       -        -          -           -
DELETE /api/teams/{id}/members/{userId}       -   -       yes   -       -        -          -           -
GET /api/teams/{id}/coverage                  -   yes     yes   yes     -        -          -           -
GET /api/users                                -   yes     yes   yes     -        -          -           -
GET /api/users/{id}                           -   yes     yes   yes     -        -          -           -
POST /api/users                               -   -       yes   -       -        -          -           -
PATCH /api/users/{id}                         -   -       yes   -       -        -          -           -
POST /api/users/{id}/invitation               -   -       yes   -       -        -          -           -
DELETE /api/users/{id}/invitation             -   -       yes   -       -        -          -           -
POST /api/users/{id}/password-reset           -   -       yes   -       -        -          -           -
GET /api/users/{id}/sign-in                   -   -       yes   yes     -        -          -           -
DELETE /api/users/{id}/sessions               -   -       yes   -       -        -          -           -
DELETE /api/users/{id}/factors                -   -       yes   -       -        -          -           -
GET /api/users/{id}/handover                  yes yes     yes   -       -        -          -           -
POST /api/users/import/preview                -   -       yes   -       -        -          -           -
POST /api/users/import                        -   -       yes   -       -        -          -           -
GET /api/users/{id}/time-off                  yes yes     yes   yes     -        -          -           -
GET /api/users/{id}/time-off/{absenceId}      yes yes     yes   yes     -        -          -           -
POST /api/users/{id}/time-off                 yes yes     yes   -       -        -          -           -
DELETE /api/users/{id}/time-off/{absenceId}   yes yes     yes   -       -        -          -           -
GET /api/endpoints                            -   yes     yes   yes     -        -          -           -
GET /api/endpoints/{id}                       -   yes     yes   yes     -        -          -           -
POST /api/endpoints                           -   -       yes   -       -        -          -           -
PATCH /api/endpoints/{id}                     -   -       yes   -       -        -          -           -
DELETE /api/endpoints/{id}                    -   -       yes   -       -        -          -           -
POST /api/endpoints/{id}/restore              -   -       yes   -       -        -          -           -
GET /api/endpoints/{id}/use                   -   yes     yes   yes     -        -          -           -
GET /api/endpoints/{id}/deliveries            -   yes     yes   yes     -        -          -           -
POST /api/endpoints/{id}/mapping/preview      -   -       yes   -       -        -          -           -
POST /api/endpoints/{id}/dead-letters/replay  -   yes     yes   -       -        -          -           -
GET /api/endpoints/{id}/secrets               -   -       yes   yes     -        -          -           -
POST /api/endpoints/{id}/secrets              -   -       yes   -       -        -          -           -
DELETE /api/endpoints/{id}/secrets/{secretId} -   -       yes   -       -        -          -           -
GET /api/tenants                              -   -       -     -       yes      -          -           -
GET /api/tenants/{id}                         -   -       -     -       yes      -          -           -
POST /api/tenants                             -   -       -     -       yes      -          -           -
POST /api/tenants/{id}/suspend                -   -       -     -       yes      -          -           -
POST /api/tenants/{id}/return                 -   -       -     -       yes      -          -           -
POST /api/tenants/{id}/delete                 -   -       -     -       yes      -          -           -
POST /api/tenants/{id}/restore                -   -       -     -       yes      -          -           -
POST /api/tenants/{id}/purge                  -   -       -     -       yes      -          -           -
GET /api/tenants/{id}/diagnostics             -   -       -     -       yes      -          -           -
POST /api/tenants/{id}/diagnostics/{check}/remedy - -     -     -       yes      -          -           -
GET /api/support-sessions                     -   -       yes   yes     -        -          -           -
POST /api/support-sessions                    -   -       yes   -       -        -          -           -
POST /api/support-sessions/{id}/end           -   -       yes   -       -        -          -           -
GET /api/support-access                       -   -       -     -       yes      -          -           -
POST /api/support-access/{id}/enter           -   -       -     -       yes      -          -           -
POST /api/support-access/leave                -   -       -     -       yes      -          -           -
GET /api/tenant-certificates                  -   -       -     -       yes      -          -           -
GET /api/operator-log                         -   -       -     -       yes      -          -           -
GET /api/dead-letters                         -   yes     yes   yes     -        -          -           -
GET /api/dead-letters/{id}                    -   yes     yes   yes     -        -          -           -
POST /api/dead-letters/{id}/replay            -   yes     yes   -       -        -          -           -
POST /api/dead-letters/{id}/discard           -   yes     yes   -       -        -          -           -
GET /api/leads/{id}/workings                  -   -       yes   yes     -        -          -           -          yes             yes
POST /api/leads/{id}/unstick                  -   -       yes   -       -        -          -           -          -               yes
POST /api/verification/counts                 -   -       yes   -       -        -          -           -          -               yes
GET /api/verification/clocks                  -   -       yes   yes     -        -          -           -          yes             yes
GET /api/verification/leads                   -   -       yes   yes     -        -          -           -          yes             yes
GET /api/verification/workflows               -   -       yes   yes     -        -          -           -          yes             yes
GET /api/diagnostics                          -   -       yes   yes     -        -          -           -          yes             yes
POST /api/diagnostics/{check}/remedy          -   -       yes   -       -        -          -           -          -               yes
GET /api/dlq                                  -   -       yes   yes     -        -          -           -          yes             yes
GET /api/dlq/queue                            -   -       yes   yes     -        -          -           -          yes             yes
GET /api/dlq/{kind}/{id}                      -   -       yes   yes     -        -          -           -          yes             yes
POST /api/dlq/{kind}/{id}/requeue             -   -       yes   -       -        -          -           -          -               yes
POST /api/dlq/{kind}/{id}/discard             -   -       yes   -       -        -          -           -          -               yes
POST /api/dlq/requeue                         -   -       yes   -       -        -          -           -          -               yes
GET /api/api-keys                             -   -       yes   yes     -        -          -           -
POST /api/api-keys                            -   -       yes   -       -        -          -           -
POST /api/api-keys/{id}/rotate                -   -       yes   -       -        -          -           -
DELETE /api/api-keys/{id}                     -   -       yes   -       -        -          -           -
GET /api/webhooks                             -   -       yes   yes     -        -          -           -
POST /api/webhooks                            -   -       yes   -       -        -          -           -
GET /api/webhooks/{id}                        -   -       yes   yes     -        -          -           -
PATCH /api/webhooks/{id}                      -   -       yes   -       -        -          -           -
DELETE /api/webhooks/{id}                     -   -       yes   -       -        -          -           -
GET /api/webhooks/{id}/secrets                -   -       yes   yes     -        -          -           -
POST /api/webhooks/{id}/secrets               -   -       yes   -       -        -          -           -
DELETE /api/webhooks/{id}/secrets/{secretId}  -   -       yes   -       -        -          -           -
POST /api/webhooks/{id}/test                  -   -       yes   -       -        -          -           -
POST /api/webhooks/{id}/replay                -   -       yes   -       -        -          -           -
GET /api/webhooks/{id}/deliveries             -   -       yes   yes     -        -          -           -
GET /api/webhooks/{id}/deliveries/{deliveryId} -  -       yes   yes     -        -          -           -
POST /api/webhooks/{id}/deliveries/{deliveryId}/redeliver - - yes -      -        -          -           -
GET /api/audit                                -   yes     yes   yes     -        -          -           -
GET /api/audit/checkpoint                     -   yes     yes   yes     -        -          -           -
GET /api/audit/seals                          -   yes     yes   yes     -        -          -           -
GET /api/verification/audit                   -   -       yes   yes     -        -          -           -          yes             yes
GET /api/work-items                           -   yes     yes   yes     -        -          -           -
GET /api/work-items/open-count                -   yes     yes   yes     -        -          -           -
POST /api/work-items/{id}/resolve             -   yes     yes   -       -        -          -           -
POST /api/work-items/{id}/requeue             -   yes     yes   -       -        -          -           -
GET /api/notifications                        yes yes     yes   yes     yes      -          -           -
POST /api/notifications/{id}/read             yes yes     yes   yes     yes      -          -           -
GET /api/notifications/unread-count           yes yes     yes   yes     yes      -          -           -
POST /api/notifications/read                  yes yes     yes   yes     yes      -          -           -`;

const [[, , ...columns], ...rows] = WHO_MAY_CALL.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/)) as [string[], ...string[][]];

/** A column's caller: the scopes of API keys have a colon, roles have none. */
function callerOf(column: string): Caller {
  const common = { orgId: 'an org', name: 'Somebody' };
  const caller = column.includes(':')
    ? { ...common, kind: 'api_key', keyId: 'a key', role: 'INTEGRATION', scopes: [column] }
    : { ...common, kind: 'user', userId: 'somebody', role: column, scopes: [] };
  return caller as Caller;
}

const supporter = (level: SupportLevel): Caller => ({
  kind: 'support',
  supportId: 'a grant',
  operatorId: 'an operator',
  level,
  role: 'SUPPORT',
  orgId: 'an org',
  scopes: [],
  name: 'Somebody',
});

const answersOf = (access: Access): string[] =>
  access.kind === 'public' || access.kind === 'signature'
    ? [access.kind]
    : columns.map((column) => (mayCall(access, callerOf(column)) ? 'yes' : '-'));

describe('who may call what', () => {
  const accessOf = new Map(routes.map(({ contract }) => [`${contract.method} ${contract.path}`, contract.access]));
  const written = rows.map(([method, path, ...answers]) => ({
    name: `${method!.toLowerCase()} ${path}`,
    answers: ['public', 'signature'].includes(answers[0]!)
      ? answers
      : columns.map((_, column) => answers[column] ?? '-'),
  }));

  it('is written down for each role, scope and route that there is', () => {
    expect(columns).toEqual([...ROLES, ...SCOPES]);
    expect(written.map(({ name }) => name).sort()).toEqual([...accessOf.keys()].sort());
  });

  it('does not compile where a contract does not say it', () => {
    // @ts-expect-error `access` is missing
    const { access } = contract({
      method: 'get',
      path: '/api/x',
      operationId: 'x',
      summary: 'X',
      tags: [],
      responses: { 204: null },
    });
    expect(access).toBeUndefined();
  });

  it('lets no auditor change anything, but what is their own: their page, and that they have read their notices', () => {
    const auditor = callerOf('AUDITOR');
    const changing = routes.flatMap(({ contract: { method, path, access } }) =>
      method !== 'get' && access.kind === 'permission' && mayCall(access, auditor) ? [`${method} ${path}`] : [],
    );
    expect(changing.filter((route) => !/ \/api\/me(\/|$)/.test(route))).toEqual([
      'post /api/auth/password',
      'post /api/notifications/{id}/read',
      'post /api/notifications/read',
    ]);
  });

  it('lets nobody who looks in for support change anything, nor who works there what outlasts it', () => {
    const changing = (level: SupportLevel) =>
      routes.flatMap(({ contract: { method, path, access } }) =>
        method !== 'get' && access.kind === 'permission' && mayCall(access, supporter(level))
          ? [`${method} ${path}`]
          : [],
      );
    // The list of leads is as each person wants it: the handler knows that they are none.
    const inAnyCase = ['patch /api/me/lead-list', 'post /api/support-access/leave'];
    expect(changing('READ').sort()).toEqual(inAnyCase);
    const working = changing('ACT').filter((one) => !inAnyCase.includes(one));
    const manager = callerOf('MANAGER');
    expect(working.filter((one) => !mayCall(accessOf.get(one)!, manager))).toEqual([]);
    expect(working).toContain('post /api/leads/{id}/assign');
    expect(
      working.filter((one) => /keys|secret|users|factors|sessions|import|support|tenants|auth|views/.test(one)),
    ).toEqual(['post /api/users/{id}/time-off', 'delete /api/users/{id}/time-off/{absenceId}']);
  });

  it.each(written)('$name', ({ name, answers }) => {
    expect(answersOf(accessOf.get(name)!)).toEqual(answers);
  });
});
