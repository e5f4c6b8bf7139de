/**
 * What of a definition this part edits, as patterns of paths; `*` stands for a place in a list. Conditions are edited by their own
 * field.
 */
const target = (place: string): string[] =>
  [
    'teamId',
    'strategy',
    'skills.*',
    'skills.*.skill',
    'skills.*.level',
    'weights.freeCapacity',
    'weights.skillLevel',
    'weights.shiftLeft',
    'weights.waiting',
    'matchLanguage',
    'matchTerritory',
    'minShiftLeft',
  ].map((member) => `${place}.${member}`);

export const ROUTING_EDITS: readonly string[] = [
  'routing.rules.*.when',
  ...target('routing.rules.*'),
  'routing.rules.*.mode',
  'routing.rules.*.answerWithin',
  'routing.rules.*.answerShare',
  'routing.rules.*.affinity',
  'routing.rules.*.approval.by',
  'routing.rules.*.approval.by.userId',
  'routing.rules.*.approval.by.onCall.*',
  'routing.rules.*.approval.within',
  'routing.rules.*.approval.otherwise',
  ...target('routing.rules.*.overflow.*'),
  ...target('routing.fallback'),
  ...target('routing.fallback.*'),
  'routing.maxReassignments',
];
