import type { Changes } from '../../../../../domain/leads/lead/draft.js';
import { commands } from '../../../schema/commands.js';
import { proofs } from '../../../schema/proofs.js';
import { columnsOf, SETTLED_AT } from './columns.js';
import type { Part } from './part.js';

const proof = columnsOf(proofs).from<Changes['proofs'][number]>({
  id: ({ id }) => id,
  clockKeys: ({ clockKeys }) => clockKeys,
});

export const appliedProofs: Part = {
  name: 'applied_proofs',
  rows: ({ drafts }) => proof.rows(drafts.flatMap(({ changes }) => changes.proofs)),
  sql: proof.update('id', { appliedAt: SETTLED_AT }),
};

const command = columnsOf(commands).from<Changes['commands'][number]>({
  id: ({ id }) => id,
  refusal: ({ refusal }) => refusal,
});

export const appliedCommands: Part = {
  name: 'applied_commands',
  rows: ({ drafts }) => command.rows(drafts.flatMap(({ changes }) => changes.commands)),
  sql: command.update('id', { appliedAt: SETTLED_AT }),
};
