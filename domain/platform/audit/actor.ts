export const ACTOR_TYPES = ['user', 'api_key', 'endpoint', 'operator', 'system'] as const;
export type ActorType = (typeof ACTOR_TYPES)[number];

/** Who did something. `operator`: whoever runs the installation, who is nobody of the org. `system`: Pinggo itself, where no person or integration asked for it. */
export interface Actor {
  type: ActorType;
  id: string | null;
}

export const SYSTEM: Actor = { type: 'system', id: null };
