import type { FlowDefinition } from '../../domain/leads/flow/definition.js';
import type { ProofKind } from '../../domain/leads/vocabulary/proofs.js';
import type { CommandRequest } from '../../domain/leads/lead/state.js';
import type { CalendarDefinition } from '../../domain/engine/calendars/types.js';
import type { Role } from '../../domain/platform/access/roles.js';
import type { UserStatus } from '../../domain/platform/people/user-status.js';

/** A demo org as data. Ids come from names (`demoId`), so that parts can name each other. */
export interface DemoOrg {
  id: string;
  name: string;
  timeZone: string;
  /** BCP 47. */
  locale: string;
  calendars: { id: string; name: string; definition: CalendarDefinition }[];
  people: DemoPerson[];
  teams: { id: string; name: string; managerId: string; calendarId: string; memberIds: string[] }[];
  flows: DemoFlow[];
  endpoints: DemoEndpoint[];
  leads: DemoLead[];
}

export interface DemoFlow {
  id: string;
  key: string;
  name: string;
  definition: FlowDefinition;
  publishedBy: string;
}

export interface DemoPerson {
  id: string;
  email: string;
  name: string;
  role: Role;
  status?: UserStatus;
  /** With levels from 1 to 5. */
  skills?: Record<string, number>;
  languages?: string[];
  territories?: string[];
  capacity?: number;
  calendarId?: string;
  /** Off since yesterday, for so many days from today on. */
  timeOff?: { days: number; reason: string };
}

export interface DemoEndpoint {
  id: string;
  name: string;
  source: string;
  adapter: string;
  /** Where a made one would never fit: what the provider gives. */
  secret?: string;
}

/** A lead that is there from the start; the machine takes it on as it would any other. */
export interface DemoLead {
  id: string;
  endpointId: string;
  source: string;
  name: string;
  email: string;
  phone?: string;
  message?: string;
  language?: string;
  country: string;
  tags?: string[];
  attributes?: Record<string, unknown>;
  /** How long before the start it came in. */
  ageSeconds: number;
  proof?: { kind: ProofKind; ageSeconds: number; byId: string; note: string };
  /** `endsInHours`: of a pause, when it ends by itself, at the full hour. */
  command?: { request: CommandRequest; ageSeconds: number; byId: string; endsInHours?: number };
}
