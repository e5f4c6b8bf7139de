/** What a later delivery said that the lead did not have: only the members that are new or differ. */
export interface SaidAgain {
  name?: string;
  email?: string;
  emailRaw?: string;
  /** What stood in the lead as unreadable, where a readable one took its place. */
  emailRawBefore?: string;
  phone?: string;
  phoneExtension?: string;
  phoneRaw?: string;
  phoneRawBefore?: string;
  message?: string;
  language?: string;
  country?: string;
  tags?: string[];
  attributes?: Record<string, unknown>;
  consents?: Record<string, boolean>;
}
