import type { FlowDefinition } from './definition.js';

/** What a new organisation's flow says to people, in the organisation's language. */
interface Words {
  flow: string;
  clock: string;
  reason: string;
}

const WORDS: Readonly<Record<string, Words>> = {
  en: { flow: 'Every lead', clock: 'First contact', reason: 'every lead is worth a call' },
  ro: { flow: 'Toate lead-urile', clock: 'Primul contact', reason: 'fiecare lead merită un apel' },
  ru: { flow: 'Все лиды', clock: 'Первый контакт', reason: 'каждый лид стоит звонка' },
};

interface FirstFlow {
  key: string;
  name: string;
  definition: FlowDefinition;
}

/**
 * The flow that an organisation begins with, so that its first lead is neither lost nor without a clock: every lead goes to
 * the best of one team, and is to be called within 15 minutes of business time. Nobody there: the lead is unrouted, a work
 * item says so, and the team's manager is told.
 * @param language primary tag; one without words: in English
 */
export function firstFlow(calendarId: string, teamId: string, language: string): FirstFlow {
  const words = WORDS[language] ?? WORDS['en']!;
  return {
    key: 'main',
    name: words.flow,
    definition: {
      priority: 10,
      match: { all: [] },
      calendarId,
      scoring: { threshold: 0, rules: [{ when: { all: [] }, points: 10, reason: words.reason }] },
      routing: { rules: [{ when: { all: [] }, teamId, mode: 'AUTO', strategy: 'BALANCED' }], maxReassignments: 2 },
      clocks: [
        {
          key: 'first_contact',
          name: words.clock,
          starts: 'RECEIVED',
          target: { duration: 'PT15M', time: 'BUSINESS', calendarId },
          atRisk: 0.75,
          proofs: ['CALL_LOGGED', 'WHATSAPP_SENT', 'EMAIL_SENT', 'MEETING_BOOKED'],
          restartOnReassign: false,
          ladder: [
            { key: 'remind', at: { share: 0.5 }, action: 'REMINDER', to: ['owner'], channels: ['email'] },
            { key: 'reassign', at: { offset: 'PT0S' }, action: 'REASSIGN' },
            { key: 'alert', at: { offset: 'PT1M' }, action: 'MANAGER_ALERT', to: ['manager'], channels: ['email'] },
          ],
        },
      ],
    },
  };
}
