import type { CallOutcome } from '../../../../../domain/leads/vocabulary/proofs';
import type { ProofKind } from '../../../shared/proof-kinds';

/** A proof as it was tapped. Sent again it is the same: the key and the body stay. */
export interface Tap {
  key: string;
  leadId: string;
  kind: ProofKind;
  /** What came of a call. */
  outcome?: CallOutcome;
  occurredAt: string;
}

/** A person's taps that the server does not have yet, on this device: a phone may put the page away at any time. */
export class KeptTaps {
  private readonly name: string;

  constructor(userId: string) {
    this.name = `pinggo.proofs.${userId}`;
  }

  all(): Tap[] {
    return JSON.parse(localStorage.getItem(this.name) ?? '[]') as Tap[];
  }

  add(tap: Tap): void {
    this.keep([...this.without(tap), tap]);
  }

  remove(tap: Tap): void {
    this.keep(this.without(tap));
  }

  private without({ key }: Tap): Tap[] {
    return this.all().filter((tap) => tap.key !== key);
  }

  private keep(taps: Tap[]): void {
    if (taps.length > 0) localStorage.setItem(this.name, JSON.stringify(taps));
    else localStorage.removeItem(this.name);
  }
}
