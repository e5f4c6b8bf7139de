/** Days that an organisation keeps something, where that is shorter than the installation keeps it. */
export interface OwnRetention {
  readNoticeDays?: number;
  unreadNoticeDays?: number;
}

/** How long the installation keeps the same; 0: for ever. */
export type InstallationRetention = Readonly<Required<OwnRetention>>;

export const OWN_RETENTION_KINDS = ['readNoticeDays', 'unreadNoticeDays'] as const;
type OwnRetentionKind = (typeof OWN_RETENTION_KINDS)[number];

/** The fewest that can be chosen: a notice that nobody has read is kept over a holiday. */
const FEWEST_DAYS: Readonly<Record<OwnRetentionKind, number>> = { readNoticeDays: 1, unreadNoticeDays: 14 };

/**
 * What is wrong with a wish, in words; null: nothing.
 * @param days null: as long as the installation
 * @param installationDays 0: for ever
 */
export function retentionFault(kind: OwnRetentionKind, days: number | null, installationDays: number): string | null {
  if (days === null) return null;
  const fewest = FEWEST_DAYS[kind];
  if (days < fewest) return `Keep them for ${fewest} ${fewest === 1 ? 'day' : 'days'} at least.`;
  if (installationDays > 0 && days > installationDays)
    return `This installation keeps them for ${installationDays} days: choose no more, or leave it to the installation.`;
  return null;
}
