export const ACTOR_TYPES = ['user', 'api_key', 'endpoint', 'system'] as const;
export type ActorType = (typeof ACTOR_TYPES)[number];

/** Who did something. `system`: Pinggo itself, where no person or integration asked for it. */
export interface Actor {
  type: ActorType;
  id: string | null;
}

export const SYSTEM: Actor = { type: 'system', id: null };
