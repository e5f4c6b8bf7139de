/** The org of the operators, who belong to no tenant. To the outside their `orgId` is null. */
export const PLATFORM_ORG = '00000000-0000-0000-0000-000000000000';
