export const ABSENCE_CAUSES = ['TIME_OFF', 'DEACTIVATION'] as const;
export type AbsenceCause = (typeof ABSENCE_CAUSES)[number];
