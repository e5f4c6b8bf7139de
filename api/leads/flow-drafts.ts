import type { z } from 'zod';
import { checkStructure } from '../../domain/engine/conditions/structure.js';
import type { FlowDefinition, FlowDraft } from '../../domain/leads/flow/definition.js';
import { validateFlow, type FlowContext, type FlowIssue } from '../../domain/leads/flow/validate.js';
import { zodIssues } from '../http/issues.js';
import { flowDefinition } from './contract/bodies/flow-definition.js';
import { legibleDraft } from './legible-draft.js';

/** What a draft says, as far as it can be read. */
export interface ReadDraft {
  /** Null where something of its structure is wrong. */
  definition: FlowDefinition | null;
  /** The draft with a harmless value in the place of each part that cannot be read. */
  legible: FlowDefinition;
  /** Where those places are: what is said about them there is said of nobody's rule. */
  mended: readonly string[];
  /** Everything that keeps it from being published; none: it can be. */
  issues: FlowIssue[];
}

/** Reads a draft of any shape: one part that is malformed hides nothing of what is wrong with the others. */
export function readDraft(draft: FlowDraft | FlowDefinition, context: FlowContext): ReadDraft {
  const parsed = flowDefinition.safeParse(draft);
  if (parsed.success) {
    const definition = parsed.data;
    return { definition, legible: definition, mended: [], issues: validateFlow(definition, context) };
  }
  const { legible, mended, isHidden } = legibleDraft(draft as FlowDraft);
  const sensible = validateFlow(legible, context).filter(({ path }) => !isHidden(path));
  return { definition: null, legible, mended, issues: [...structureIssues(draft, parsed.error), ...sensible] };
}

/** zod's issues, those of a condition at the very place in it. */
function structureIssues(draft: unknown, error: z.ZodError): FlowIssue[] {
  const issues: FlowIssue[] = [];
  for (const issue of zodIssues(error)) {
    const before = issues.length;
    if (CONDITION.test(issue.path))
      checkStructure(at(draft, issue.path), issue.path, (path, message) => void issues.push({ path, message }));
    if (issues.length === before) issues.push(issue);
  }
  return issues;
}

/** Where conditions stand in a definition. */
const CONDITION = /(^match|\.when|\.stopWhen)$/;

const at = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (one, member) => (one === null || one === undefined ? undefined : (one as FlowDraft)[member]),
      value,
    );
