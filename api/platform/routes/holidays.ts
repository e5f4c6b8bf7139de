import * as contracts from '../contract/holidays.js';
import { validation } from '../../http/errors.js';
import { route } from '../deps.js';
import { holidaysIn, knownCountries, regionsOf } from '../known-holidays.js';

export const holidayRoutes = [
  route(contracts.listHolidayCountries, async ({ query }) => ({
    status: 200,
    body: { items: await knownCountries(query.language.toLowerCase()) },
  })),

  route(contracts.listHolidays, async ({ query }) => {
    const { year, region } = query;
    const [country, language] = [query.country.toUpperCase(), query.language.toLowerCase()];
    const regions = await regionsOf(country, language);
    if (regions === null)
      throw validation([{ path: 'country', message: 'No holidays are known of this country: enter them by hand.' }]);
    if (region !== undefined && !regions.some(({ code }) => code === region))
      throw validation([{ path: 'region', message: 'There is no such region in this country.' }]);
    return { status: 200, body: { regions, holidays: await holidaysIn({ country, region }, year, language) } };
  }),
];
