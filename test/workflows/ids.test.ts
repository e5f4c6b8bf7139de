import { v7 as newId } from 'uuid';
import { describe, expect, it } from 'vitest';
import { absenceWorkflowId, leadOfWorkflowId, leadWorkflowId } from '../../workflows/ids.js';

describe('the lead of a workflow id', () => {
  it('is the one that the id was made of', () => {
    const [orgId, leadId] = [newId(), newId()];
    expect(leadOfWorkflowId(leadWorkflowId(orgId, leadId))).toEqual({ orgId, leadId });
  });

  it('is none for other workflows, and for ids that somebody made up in the Temporal UI', () => {
    const id = newId();
    const lead = leadWorkflowId(id, id);
    for (const other of [
      absenceWorkflowId(id, id),
      `${lead}-copy`,
      ` ${lead}`,
      'lead:a:b',
      `lead:${id}`,
      'by hand',
      '',
    ])
      expect(leadOfWorkflowId(other), other).toBeNull();
  });
});
