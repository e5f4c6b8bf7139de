/** Flows that somebody can begin with, in the order in which they are offered. */
export const FLOW_TEMPLATES = ['WEB_FORM', 'ON_CALL', 'OFFERS_BY_SKILL', 'VIP_BROADCAST', 'WEEKEND'] as const;
export type FlowTemplate = (typeof FLOW_TEMPLATES)[number];

/** What a template asks for besides a team and its hours. */
export const TEMPLATE_ASKS = {
  WEB_FORM: ['source'],
  ON_CALL: ['onCall'],
  OFFERS_BY_SKILL: ['field', 'skills'],
  VIP_BROADCAST: ['field', 'least'],
  WEEKEND: [],
} as const satisfies Record<FlowTemplate, readonly ('source' | 'onCall' | 'field' | 'skills' | 'least')[]>;
