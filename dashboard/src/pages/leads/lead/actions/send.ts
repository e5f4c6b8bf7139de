import { api, type Schemas } from '../../../../api/client';
import type { CallOutcome } from '../../../../../../domain/leads/vocabulary/proofs';
import type { ProofKind } from '../../../../shared/proof-kinds';

export type Outcome = NonNullable<Schemas['Lead']['outcome']>;

/** What can be asked of a lead. Each answers with the id of what was written down. */
export function sendersFor(leadId: string) {
  const params = { path: { id: leadId } };
  return {
    proof: async (body: { kind: ProofKind; outcome?: CallOutcome; occurredAt?: string; note?: string }) => {
      // Sent again over a connection that broke, it stays one proof.
      const header = { 'idempotency-key': crypto.randomUUID() };
      return (await api.POST('/api/leads/{id}/proofs', { params: { ...params, header }, body })).data!.proofId;
    },
    assign: async (ownerId: string, reason?: string) =>
      (await api.POST('/api/leads/{id}/assign', { params, body: { ownerId, ...given(reason) } })).data!.commandId,
    pause: async (reason?: string, until?: string) =>
      (await api.POST('/api/leads/{id}/pause', { params, body: { ...given(reason), ...(until && { until }) } })).data!
        .commandId,
    resume: async () => (await api.POST('/api/leads/{id}/resume', { params, body: {} })).data!.commandId,
    close: async (outcome: Outcome, reason?: string, duplicateOfId?: string) => {
      const body = { outcome, ...given(reason), ...(duplicateOfId && { duplicateOfId }) };
      return (await api.POST('/api/leads/{id}/close', { params, body })).data!.commandId;
    },
    reopen: async (reason: string) =>
      (await api.POST('/api/leads/{id}/reopen', { params, body: { reason: reason.trim() } })).data!.commandId,
    acknowledge: async (reason?: string) =>
      (await api.POST('/api/leads/{id}/acknowledge', { params, body: given(reason) })).data!.commandId,
    cancelClock: async (clockKey: string, reason?: string) =>
      (
        await api.POST('/api/leads/{id}/clocks/{clockKey}/cancel', {
          params: { path: { id: leadId, clockKey } },
          body: given(reason),
        })
      ).data!.commandId,
    accept: async () => (await api.POST('/api/leads/{id}/accept', { params, body: {} })).data!.commandId,
    approve: async (reason?: string) =>
      (await api.POST('/api/leads/{id}/approve', { params, body: given(reason) })).data!.commandId,
    declineApproval: async (reason: string) =>
      (await api.POST('/api/leads/{id}/decline-approval', { params, body: { reason: reason.trim() } })).data!.commandId,
    decline: async (reason: string, busyFor?: string) =>
      (await api.POST('/api/leads/{id}/decline', { params, body: { reason, ...(busyFor && { busyFor }) } })).data!
        .commandId,
  };
}

const given = (reason: string | undefined): { reason?: string } => (reason?.trim() ? { reason: reason.trim() } : {});
