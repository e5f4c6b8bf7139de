import type { z } from 'zod';
import type { HourAmount, TrendAmount, TrendBucket, WaitingAmount } from '../../../db/leads/queries/tower/trends.js';
import { binned } from '../../../domain/leads/tower/counts.js';
import { percentileOf } from '../../../domain/leads/tower/histogram.js';
import { iso } from '../../http/contract.js';
import type { getTrends } from '../contract/control-tower.js';
import { isoDuration } from './durations.js';

/** Amounts by bucket as the trends' answer; a bucket in which nothing happened is there with zeros. */
export function trendsOf({
  timeZone,
  buckets,
  amounts,
  waiting,
  breaches,
}: {
  timeZone: string;
  buckets: TrendBucket[];
  amounts: TrendAmount[];
  waiting: WaitingAmount[];
  breaches: HourAmount[];
}): z.input<(typeof getTrends)['responses'][200]> {
  const of = buckets.map((): TrendAmount[] => []);
  for (const amount of amounts) of[amount.bucket]!.push(amount);
  const waits = buckets.map((): WaitingAmount[] => []);
  for (const amount of waiting) waits[amount.bucket]!.push(amount);
  const week = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  for (const { day, hour, amount } of breaches) week[day - 1]![hour]! += amount;
  return {
    range: { from: iso(buckets[0]!.from), to: iso(buckets.at(-1)!.to) },
    timeZone,
    buckets: buckets.map(({ from, to }, index) => bucketOf(from, to, of[index]!, waits[index]!)),
    breachesByHourOfWeek: week,
  };
}

function bucketOf(from: Date, to: Date, amounts: TrendAmount[], waits: WaitingAmount[]) {
  const sum = (measure: TrendAmount['measure']): number => amounts.find((one) => one.measure === measure)?.amount ?? 0;
  const times = binned(amounts.map(({ measure, amount }) => [measure, amount] as const));
  const waiting = waits.map(({ ageMs, amount }) => [ageMs, amount] as const);
  const reached = total(times);
  const never = sum('unreached');
  const percentile = (share: number): string | null => {
    const ms = percentileOf(times, share, waiting, never);
    return isoDuration(ms === null ? null : ms / 1000);
  };
  const [metInTime, breached] = [sum('met'), sum('missed')];
  return {
    from: iso(from),
    to: iso(to),
    newLeads: sum('leads'),
    metInTime,
    breached,
    attainment: metInTime + breached === 0 ? null : metInTime / (metInTime + breached),
    firstContact: {
      p50: percentile(0.5),
      p90: percentile(0.9),
      reached,
      toReach: reached + total(waiting) + never,
    },
  };
}

const total = (times: (readonly [time: number, count: number])[]): number =>
  times.reduce((sum, [, count]) => sum + count, 0);
