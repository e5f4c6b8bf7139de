import type { FlowTemplate } from '../../vocabulary/flow-templates.js';
import type { FlowDefinition } from '../definition.js';
import { ANY_CONTACT, EVERY_LEAD, firstContact, scoringOf, type Place } from './parts.js';
import { templateWords, type TemplateWords } from './words.js';

/** What each template wants to know. */
export interface TemplateAnswers {
  /** `source`: whose leads it takes. */
  WEB_FORM: Place & { source: string };
  /** `onCall`: whom to tell while nobody works, the first who is at work, else the first. */
  ON_CALL: Place & { onCall: string[] };
  /** `field`: what of the lead says which skill it wants, e.g. `attributes.product`. */
  OFFERS_BY_SKILL: Place & { field: string; skills: string[] };
  /** `field`: what of the lead says what it is worth; `least`: from when on it is a great one. */
  VIP_BROADCAST: Place & { field: string; least: number };
  /** `calendarId`: the hours of the weekend. */
  WEEKEND: Place;
}

type Makers = { [Key in FlowTemplate]: (answers: TemplateAnswers[Key], words: TemplateWords) => FlowDefinition };

const MAKERS: Makers = {
  WEB_FORM: (place, words) => ({
    priority: 20,
    match: { field: 'source', op: 'eq', value: place.source },
    calendarId: place.calendarId,
    duplicates: { window: 'P30D', action: 'ATTACH' },
    scoring: scoringOf(words),
    routing: {
      rules: [{ when: EVERY_LEAD, teamId: place.teamId, mode: 'AUTO', strategy: 'BALANCED', affinity: true }],
      maxReassignments: 2,
    },
    clocks: [firstContact(place, words, 'PT15M')],
  }),

  ON_CALL: (place, words) => ({
    priority: 10,
    match: EVERY_LEAD,
    calendarId: place.calendarId,
    scoring: scoringOf(words),
    routing: {
      rules: [{ when: EVERY_LEAD, teamId: place.teamId, mode: 'AUTO', strategy: 'BALANCED' }],
      maxReassignments: 2,
    },
    clocks: [
      firstContact(place, words, 'PT15M'),
      {
        key: 'on_call',
        name: words.onCall,
        starts: 'RECEIVED',
        target: { duration: 'PT1H', time: 'ELAPSED' },
        proofs: ANY_CONTACT,
        ladder: [
          {
            key: 'call_out',
            at: { offset: '-PT55M' },
            action: 'MANAGER_ALERT',
            to: [{ onCall: place.onCall }],
            channels: ['email'],
            repeat: { every: 'PT15M', times: 2 },
            // What comes in while the team works is the team's.
            stopWhen: { field: 'receivedAt', op: 'inBusinessTime', value: place.calendarId },
          },
        ],
      },
    ],
  }),

  OFFERS_BY_SKILL: (place, words) => ({
    priority: 20,
    match: { field: place.field, op: 'exists', value: true },
    calendarId: place.calendarId,
    scoring: scoringOf(words),
    routing: {
      rules: place.skills.map((skill) => ({
        when: { field: place.field, op: 'contains' as const, value: skill },
        teamId: place.teamId,
        skills: [skill],
        mode: 'OFFER' as const,
        strategy: 'WEIGHTED' as const,
        weights: { skillLevel: 2, freeCapacity: 1 },
        answerWithin: 'PT3M',
        // Nobody who knows it can: somebody who answers is better than nobody.
        overflow: [{ teamId: place.teamId, strategy: 'BALANCED' as const }],
      })),
      fallback: { teamId: place.teamId, strategy: 'BALANCED' },
      maxReassignments: 3,
    },
    clocks: [firstContact(place, words, 'PT30M')],
  }),

  VIP_BROADCAST: (place, words) => ({
    priority: 50,
    match: { field: place.field, op: 'gte', value: place.least },
    calendarId: place.calendarId,
    scoring: { threshold: 0, rules: [{ when: EVERY_LEAD, points: 100, reason: words.worthMuch }] },
    routing: {
      rules: [
        { when: EVERY_LEAD, teamId: place.teamId, mode: 'BROADCAST', strategy: 'BALANCED', answerWithin: 'PT2M' },
      ],
      fallback: { teamId: place.teamId, strategy: 'BALANCED' },
      maxReassignments: 3,
    },
    clocks: [
      firstContact(place, words, 'PT5M', [
        { key: 'remind', at: { share: 0.4 }, action: 'REMINDER', to: ['owner', 'manager'], channels: ['email'] },
        { key: 'reassign', at: { offset: 'PT0S' }, action: 'REASSIGN' },
        {
          key: 'alert',
          at: { offset: 'PT0S' },
          action: 'MANAGER_ALERT',
          to: ['manager'],
          channels: ['email'],
          repeat: { every: 'PT5M', times: 3 },
        },
      ]),
    ],
  }),

  WEEKEND: (place, words) => ({
    priority: 30,
    match: { field: 'receivedAt', op: 'inBusinessTime', value: place.calendarId },
    calendarId: place.calendarId,
    scoring: scoringOf(words),
    routing: {
      rules: [{ when: EVERY_LEAD, teamId: place.teamId, mode: 'AUTO', strategy: 'ROUND_ROBIN' }],
      maxReassignments: 1,
    },
    clocks: [firstContact(place, words, 'PT1H')],
  }),
};

/**
 * The definition that a template makes of what was answered: it can be published where the team has members, the hours have working
 * time and the people are there.
 * @param language primary tag, of the words that it has for people
 */
export function fromTemplate<Key extends FlowTemplate>(
  template: Key,
  answers: TemplateAnswers[Key],
  language: string,
): FlowDefinition {
  return MAKERS[template](answers, templateWords(language));
}
