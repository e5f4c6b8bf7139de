import { v5 as uuidv5 } from 'uuid';

/** All demo ids come from names in this namespace: a second seed finds the first one's rows. */
const DEMO = 'c6a5f0de-7d0c-4f0e-9f6b-3d0c3b1a5e11';

/** The id of a demo thing: `user:carpat:manager`. */
export const demoId = (name: string): string => uuidv5(name, DEMO);

/** Who everybody is when log-in is switched off for a local demo. */
export const demoManager = {
  orgId: demoId('org:carpat'),
  userId: demoId('user:carpat:manager'),
  name: 'Mihaela Radu',
} as const;
