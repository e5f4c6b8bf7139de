import { keyFrom, keysOf } from './read';

/** Ladders to begin with, as a draft has them. */
export const TEMPLATES = {
  classic: [
    { key: 'remind', at: { share: 0.5 }, action: 'REMINDER', to: ['owner'], channels: ['email'] },
    { key: 'reassign', at: { offset: 'PT0S' }, action: 'REASSIGN' },
    { key: 'alert', at: { share: 1.2 }, action: 'MANAGER_ALERT', to: ['manager'], channels: ['email'] },
  ],
  tell: [
    { key: 'remind', at: { share: 0.75 }, action: 'REMINDER', to: ['owner'], channels: ['email'] },
    { key: 'alert_team', at: { offset: 'PT0S' }, action: 'ALERT_TEAM', to: ['team'], channels: ['email'] },
  ],
  insist: [
    { key: 'remind', at: { share: 0.5 }, action: 'REMINDER', to: ['owner'], channels: ['email'] },
    { key: 'remind_2', at: { share: 0.9 }, action: 'REMINDER', to: ['owner'], channels: ['email'] },
    { key: 'reassign', at: { offset: 'PT0S' }, action: 'REASSIGN' },
    {
      key: 'alert',
      at: { offset: 'PT10M' },
      action: 'MANAGER_ALERT',
      to: ['manager'],
      channels: ['email'],
      repeat: { every: 'PT30M', times: 10 },
    },
  ],
} as const;
export type TemplateName = keyof typeof TEMPLATES;

const KEYS: Record<string, string> = {
  REMINDER: 'remind',
  REASSIGN: 'reassign',
  MANAGER_ALERT: 'alert',
  ALERT_TEAM: 'alert_team',
};

/** A key for a step that does this, unlike those of the ladder. */
export const stepKey = (action: string, ladder: unknown): string =>
  keyFrom(KEYS[action] ?? 'step', keysOf(ladder), 'step');

/** A clock to begin with. */
export const freshClock = (clocks: unknown): object => ({
  key: keyFrom('', keysOf(clocks), 'clock'),
  name: '',
  starts: 'RECEIVED',
  target: { duration: 'PT15M', time: 'ELAPSED' },
  atRisk: 0.75,
  proofs: ['CALL_LOGGED', 'WHATSAPP_SENT'],
  ladder: [],
});
