import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits. */
export const newSetupToken = (): string => randomBytes(32).toString('base64url');

/** What is kept of it. */
export const hashOfSetupToken = (token: string): string => createHash('sha256').update(token).digest('hex');
