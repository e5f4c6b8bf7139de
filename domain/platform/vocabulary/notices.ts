/** What the platform itself tells people of. */
export const PLATFORM_NOTICE_KINDS = ['WEBHOOK_DISABLED'] as const;
export type PlatformNoticeKind = (typeof PLATFORM_NOTICE_KINDS)[number];
