import { describe, expect, it } from 'vitest';
import { FLOW_TEMPLATES, TEMPLATE_ASKS } from '../../vocabulary/flow-templates.js';
import type { FlowContext } from '../flow-context.js';
import { validateFlow } from '../validate.js';
import { fromTemplate, type TemplateAnswers } from './template.js';

const context: FlowContext = {
  users: new Set(['ana', 'dan']),
  teams: new Map([['team', { memberCount: 1, hasCalendar: true, archived: false }]]),
  calendars: new Map([['hours', { hasWorkingTime: true }]]),
};
const place = { teamId: 'team', calendarId: 'hours' };
const answers: TemplateAnswers = {
  WEB_FORM: { ...place, source: 'web' },
  ON_CALL: { ...place, onCall: ['ana', 'dan'] },
  OFFERS_BY_SKILL: { ...place, field: 'attributes.product', skills: ['solar', 'heating'] },
  VIP_BROADCAST: { ...place, field: 'attributes.budget', least: 50_000 },
  WEEKEND: place,
};

describe.each(FLOW_TEMPLATES)('the template %s', (template) => {
  it.each(['en', 'ro', 'ru', 'de'])('can be published as it comes (%s)', (language) => {
    expect(validateFlow(fromTemplate(template, answers[template], language), context)).toEqual([]);
  });

  it('asks for what it needs, and uses it', () => {
    const text = JSON.stringify(fromTemplate(template, answers[template], 'en'));
    for (const value of Object.values(answers[template]).flat()) expect(text).toContain(JSON.stringify(value));
    expect(Object.keys(answers[template]).sort()).toEqual(['calendarId', 'teamId', ...TEMPLATE_ASKS[template]].sort());
  });

  it('speaks the language of whom it is for, and English where it has no words of it', () => {
    const [en, ru, de] = ['en', 'ru', 'de'].map((language) => fromTemplate(template, answers[template], language));
    expect(de).toEqual(en);
    expect(ru!.clocks[0]!.name).toBe('Первый контакт');
  });
});

it('tells whoever is on call of what came in outside the hours only', () => {
  const step = fromTemplate('ON_CALL', answers.ON_CALL, 'en').clocks[1]!.ladder[0]!;
  expect(step.stopWhen).toEqual({ field: 'receivedAt', op: 'inBusinessTime', value: 'hours' });
  expect(step.to).toEqual([{ onCall: ['ana', 'dan'] }]);
});
