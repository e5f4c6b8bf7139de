/** Where the secret of an app that makes codes is kept: sealed for it, it opens for no other one. */
export const factorPlace = (orgId: string, factorId: string): string => `${orgId}/factors/${factorId}`;
