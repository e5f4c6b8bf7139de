import type { EditorPart } from './editor-part';
import { PARTS } from './parts';

/** In which part of the editor a place of the draft stands. What stands in none is seen as JSON. */
export const placeOf = (path: string): EditorPart['key'] =>
  PARTS.find(({ of }) =>
    of.some((one) => {
      const place = one.join('.');
      return path === place || path.startsWith(`${place}.`);
    }),
  )?.key ?? 'json';
