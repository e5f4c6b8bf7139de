import moment from 'moment-timezone';
import { expect, it } from 'vitest';

it('holidays bring no zone data of their own, which would take the place of ours', async () => {
  const { dataVersion } = moment.tz;
  const { default: Holidays } = await import('date-holidays');
  expect(new Holidays('RO').getHolidays(2027).length).toBeGreaterThan(10);
  expect(moment.tz.dataVersion).toBe(dataVersion);
});
