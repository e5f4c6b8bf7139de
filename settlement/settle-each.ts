import { faultOf, faultWords } from '../db/faults.js';
import { reportNotSettled } from '../db/leads/queries/settlement/not-settled.js';
import { settleLeads, type Settled, type SettleDeps, type SettleOptions } from './settle.js';

/** A lead that cannot be settled, now or later: a bug, or a row that no rule allows. Its message holds nothing of a row. */
export class NotSettled extends Error {
  override name = 'NotSettled';
  constructor(leadId: string, cause: unknown) {
    super(`lead ${leadId} cannot be settled: ${faultWords(cause)}`, { cause });
  }
}

/**
 * Settles one lead. Where it can never be, a person is told: a work item that stays open until the lead is settled.
 * @throws NotSettled then; otherwise what stopped it, which will pass
 */
export async function settleAlone(
  deps: SettleDeps,
  orgId: string,
  leadId: string,
  options: SettleOptions,
): Promise<Settled> {
  try {
    return await settleLeads(deps, orgId, [leadId], options);
  } catch (error) {
    if (faultOf(error) !== 'PERMANENT') throw error;
    deps.log.error({ err: error, orgId, leadId }, 'a lead cannot be settled');
    const at = new Date(deps.clock());
    await deps.db
      .inOrg(orgId, (tx) => reportNotSettled(tx, { leadId, fault: faultWords(error), at }))
      .catch((failure: unknown) => deps.log.warn({ err: failure, orgId, leadId }, 'nobody could be told of it'));
    throw new NotSettled(leadId, error);
  }
}

/**
 * Settles leads together. One that cannot be settled does not stop the others: what fails is halved until it is alone.
 * @returns how many changed, which could not be settled, and what the first try failed with
 * @throws what is nobody's fault among them, e.g. that Postgres is away
 */
export async function settleEach(
  deps: SettleDeps,
  orgId: string,
  leadIds: string[],
  options: SettleOptions,
): Promise<{ changed: number; failed: string[]; error?: unknown }> {
  let first: unknown;
  try {
    return { changed: (await settleLeads(deps, orgId, leadIds, options)).changed, failed: [] };
  } catch (error) {
    if (faultOf(error) === 'OUTAGE') throw error;
    first = error;
    deps.log.error({ err: error, orgId, leads: leadIds.length }, 'a batch could not be settled');
  }
  const failed: string[] = [];
  const settle = async (part: string[]): Promise<number> => {
    try {
      const settled =
        part.length === 1 ? settleAlone(deps, orgId, part[0]!, options) : settleLeads(deps, orgId, part, options);
      return (await settled).changed;
    } catch (error) {
      if (!(error instanceof NotSettled) && faultOf(error) === 'OUTAGE') throw error;
      if (part.length > 1) return inHalves(part);
      failed.push(part[0]!);
      return 0;
    }
  };
  const inHalves = async (part: string[]): Promise<number> => {
    const middle = Math.ceil(part.length / 2);
    let changed = 0;
    for (const half of [part.slice(0, middle), part.slice(middle)]) if (half.length > 0) changed += await settle(half);
    return changed;
  };
  return { changed: await inHalves(leadIds), failed, error: first };
}
