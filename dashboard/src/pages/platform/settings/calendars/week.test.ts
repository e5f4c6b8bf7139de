import { describe, expect, it } from 'vitest';
import { added, copied, drawn, hoursOf, minutesIn, moved, spanOf, tidy, type DayHours } from './week';

const mon = (from: string, to: string): DayHours => ({ day: 'MON', from, to });

describe('hours of a week', () => {
  it('are spans, also over midnight and to its end', () => {
    for (const hours of [mon('09:00', '17:30'), mon('22:00', '06:00'), mon('00:00', '24:00'), mon('12:00', '24:00')])
      expect(hoursOf('MON', spanOf(hours))).toEqual(hours);
    expect(spanOf(mon('22:00', '06:00'))).toEqual({ from: 1320, to: 1800 });
  });

  it('are drawn in quarters of an hour, in either direction, and an hour where somebody only presses', () => {
    expect(drawn(547, 1019)).toEqual({ from: 540, to: 1020 });
    expect(drawn(1019, 547)).toEqual({ from: 540, to: 1020 });
    expect(drawn(600, 601)).toEqual({ from: 600, to: 660 });
    expect(drawn(1439, 1439)).toEqual({ from: 1425, to: 1440 });
    // Into the next day.
    expect(drawn(1320, 1800)).toEqual({ from: 1320, to: 1800 });
  });

  it('are moved as far as a day allows', () => {
    expect(moved({ from: 540, to: 1020 }, 'BOTH', 15)).toEqual({ from: 555, to: 1035 });
    expect(moved({ from: 0, to: 60 }, 'BOTH', -15)).toEqual({ from: 0, to: 60 });
    expect(moved({ from: 540, to: 555 }, 'FROM', 15)).toEqual({ from: 540, to: 555 });
    expect(moved({ from: 540, to: 555 }, 'TO', -15)).toEqual({ from: 540, to: 555 });
    expect(moved({ from: 540, to: 1020 }, 'TO', 5000)).toEqual({ from: 540, to: 540 + 1440 });
  });

  it('are saved in the order of the week, as one where they touch', () => {
    expect(tidy([{ day: 'TUE', from: '09:00', to: '10:00' }, mon('13:00', '18:00'), mon('09:00', '13:00')])).toEqual([
      mon('09:00', '18:00'),
      { day: 'TUE', from: '09:00', to: '10:00' },
    ]);
    expect(tidy([mon('22:00', '06:00'), mon('23:00', '24:00')])).toEqual([mon('22:00', '06:00')]);
    expect(minutesIn([mon('09:00', '17:00'), mon('16:00', '18:00')])).toBe(540);
  });

  it('are added where there is room, and copied to other days', () => {
    expect(added([], 'MON')).toEqual(mon('09:00', '17:00'));
    expect(added([mon('09:00', '12:00')], 'MON')).toEqual(mon('13:00', '15:00'));
    expect(added([mon('09:00', '24:00')], 'MON')).toEqual(mon('23:00', '24:00'));
    expect(copied([mon('09:00', '12:00'), { day: 'TUE', from: '01:00', to: '02:00' }], 'MON', ['TUE', 'WED'])).toEqual([
      mon('09:00', '12:00'),
      { day: 'TUE', from: '09:00', to: '12:00' },
      { day: 'WED', from: '09:00', to: '12:00' },
    ]);
  });
});
