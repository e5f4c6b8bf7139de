import { z } from 'zod';
import { READ_LANGUAGES } from '../../../../domain/platform/text/read-languages.js';
import { label } from '../../../http/fields.js';
import { isTimeZone, ZONE } from './time-zone.js';

const language = z.enum(READ_LANGUAGES, { error: 'Choose one of the languages that there are.' });
const timeZone = z.string().trim().min(1, ZONE).max(64, ZONE).refine(isTimeZone, ZONE);

/** What somebody changes of themselves; what is left out stays. */
export const ownProfile = z
  .strictObject({
    name: label.optional(),
    language: language.nullable().optional().meta({ description: 'BCP 47. Null: as the org.' }),
    timeZone: timeZone.nullable().optional().meta({ description: 'IANA. Null: as the org.' }),
  })
  .meta({ id: 'OwnProfile', example: { name: 'Ana Pop', language: 'ro', timeZone: 'Europe/Bucharest' } });
