import { saveFile } from '../../../../shared/save-file';
import type { JsonObject } from './editor/changes/json';
import { fileOf, type Named } from './file';

/** Hands a flow to the browser as a file. */
export const saveFlow = (flow: { key: string; name: string; draft: JsonObject }, named: Named): void =>
  saveFile(new Blob([fileOf(flow, named)], { type: 'application/json' }), `${flow.key}.flow.json`);
