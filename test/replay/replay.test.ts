import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { describe, expect, it } from 'vitest';
import { workflowBundle } from '../workflows/harness.js';

const histories = fileURLToPath(new URL('./histories', import.meta.url));
const files = readdirSync(histories).filter((name) => name.endsWith('.json'));

interface SavedHistory {
  events: { eventType: string; workflowExecutionStartedEventAttributes?: { workflowType: { name: string } } }[];
}

const load = (name: string): SavedHistory => JSON.parse(readFileSync(`${histories}/${name}`, 'utf8')) as SavedHistory;

describe('histories of released shapes of the workflows', () => {
  it('there is one of each way through it', () => {
    const shapes = new Set(files.map((name) => name.split('.')[0]));
    expect([...shapes].sort()).toEqual([
      'absence-cancelled',
      'absence-replanned',
      'breached-reassigned-alerted',
      'continued-first-run',
      'continued-second-run',
      'database-away',
      'decided-outside',
      'met-and-closed',
      'not-settled',
      'offer',
      'paused-and-resumed',
      'unqualified',
      'webhook-lane',
    ]);
    const ends = new Set(files.map((name) => load(name).events.at(-1)!.eventType));
    expect([...ends].sort()).toEqual([
      'EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED',
      'EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW',
    ]);
  });

  it.each(files)('%s replays on the workflow as it is now', async (name) => {
    await Worker.runReplayHistory({ workflowBundle: await workflowBundle() }, load(name));
  });

  it('a workflow that was changed carelessly is refused', async () => {
    const changed = { workflowsPath: fileURLToPath(new URL('./changed-workflow.ts', import.meta.url)) };
    for (const name of files.filter((each) => each.startsWith('met-and-closed')))
      await expect(Worker.runReplayHistory(changed, load(name))).rejects.toBeInstanceOf(DeterminismViolationError);
    expect.hasAssertions();
  });
});
