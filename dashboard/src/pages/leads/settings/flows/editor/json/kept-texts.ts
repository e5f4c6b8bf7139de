import type { DraftDocument } from '../document';

interface KeptText {
  text: string;
  /** The draft beside which it was typed. */
  of: unknown;
}

/** Texts that cannot be read yet: who goes to another part and comes back finds theirs. */
export const keptTexts = new WeakMap<DraftDocument, KeptText>();
