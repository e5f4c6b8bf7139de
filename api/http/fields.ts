import { z } from 'zod';
import { oneLine } from '../../domain/platform/text/clean.js';

/** An id in an answer. */
export const id = z.string().meta({ format: 'uuid', example: '0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d11' });

/** An id in a request: what is no UUID cannot be an id of ours. Lower-cased, as ids are stored. */
export const givenId = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'Give an id as this API gave it to you.')
  .overwrite((text) => text.toLowerCase())
  .meta({ format: 'uuid', example: '0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d11' });

/** A name that people gave something: kept as typed, in one line and without spaces around it. */
export const label = z.string().overwrite(oneLine).min(1, 'Give a name.').max(200, 'Use at most 200 characters.');
