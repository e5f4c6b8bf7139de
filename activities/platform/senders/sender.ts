/** A notice as a channel sends it. */
export interface OutgoingNotice {
  id: string;
  to: { name: string; email: string };
  subject: string;
  text: string;
  /** The page that it is about. */
  link: string | null;
}

/** Hands a notice over to a channel. @throws where it was not taken: it is tried again, with the same id */
export type Sender = (notice: OutgoingNotice) => Promise<void>;
