import { useElementSize } from '@mantine/hooks';
import { Fragment, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useInstantFormat } from '../formats';
import { axisOf, INSET_PX, type Axis } from './axis';
import { ClockBar } from './bar';
import type { ClockShape } from './shape';
import { ticksOf } from './ticks';
import { ClockTitle } from './title';

const TIME_PX = 42;
const DAY_PX = 78;
const HOUR_MS = 3_600_000;

/** Clocks above one axis of time. */
interface ChartProps {
  shapes: ClockShape[];
  nowMs: number;
  nameOf: (id: string) => string;
}

export function ClockChart({ shapes, nowMs, nameOf }: ChartProps) {
  const { ref, width } = useElementSize();
  const hatchId = useId();
  const room = Math.max(0, Math.floor(width) - 2 * INSET_PX);
  const axis = room > 0 ? axisFor(shapes, room) : null;
  const isLive = shapes.some(({ clock }) => clock.open);
  return (
    <div ref={ref} className="clock-chart">
      <svg width={0} height={0} className="clock-hatch" aria-hidden>
        <pattern id={hatchId} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width={6} height={6} className="hatch-ground" />
          <line x1={0} y1={0} x2={0} y2={6} className="hatch-line" />
        </pattern>
      </svg>
      {shapes.map((shape) => (
        <Fragment key={shape.clock.id}>
          <ClockTitle shape={shape} nameOf={nameOf} />
          {axis && <ClockBar shape={shape} axis={axis} nowMs={nowMs} hatchId={hatchId} />}
        </Fragment>
      ))}
      {axis && <TimeAxis axis={axis} shapes={shapes} nowMs={isLive ? nowMs : null} />}
    </div>
  );
}

function axisFor(shapes: ClockShape[], width: number): Axis {
  const parts = shapes.flatMap((shape) => shape.parts);
  return axisOf({
    fromMs: Math.min(...shapes.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...shapes.map(({ toMs }) => toMs)),
    counted: parts.filter(({ kind }) => kind !== 'skipped' && kind !== 'late'),
    cuts: [
      ...parts.filter(({ kind }) => kind === 'skipped').flatMap(({ fromMs, toMs }) => [fromMs, toMs]),
      ...shapes.flatMap(({ marks }) => marks.map(({ atMs }) => atMs)),
    ],
    width,
  });
}

function TimeAxis({ axis, shapes, nowMs }: { axis: Axis; shapes: ClockShape[]; nowMs: number | null }) {
  const { t } = useTranslation();
  const { time, second, day } = useInstantFormat();
  const marks = shapes.flatMap((shape) => shape.marks);
  const deadlines = new Set(marks.filter(({ what }) => what === 'DEADLINE').map(({ atMs }) => atMs));
  const { fromMs, toMs } = { fromMs: axis.stretches[0]!.fromMs, toMs: axis.stretches.at(-1)!.toMs };
  const counted = axis.stretches.filter((stretch) => stretch.counted);
  const isShort = counted.reduce((sum, stretch) => sum + stretch.toMs - stretch.fromMs, 0) < 10 * 60_000;
  const ticks = ticksOf({
    candidates: [
      ...(nowMs !== null && nowMs >= fromMs && nowMs <= toMs ? [{ ms: nowMs, rank: 0 }] : []),
      ...[...deadlines].map((ms) => ({ ms, rank: 1 })),
      { ms: fromMs, rank: 2 },
      ...marks.filter(({ what }) => what === 'MET').map(({ atMs }) => ({ ms: atMs, rank: 2 })),
      ...counted.flatMap(({ fromMs, toMs }) => [
        { ms: fromMs, rank: 3 },
        { ms: toMs, rank: 4 },
      ]),
      ...counted.flatMap((stretch) => hoursIn(stretch.fromMs, stretch.toMs)).map((ms) => ({ ms, rank: 6 })),
      ...marks.map(({ atMs }) => ({ ms: atMs, rank: 5 })),
      { ms: toMs, rank: 5 },
    ],
    x: (ms) => INSET_PX + axis.x(ms),
    width: axis.width + 2 * INSET_PX,
    dayOf: day,
    timePx: isShort ? TIME_PX + 16 : TIME_PX,
    dayPx: DAY_PX,
  });
  return (
    <svg width="100%" height={34} aria-hidden className="clock-axis">
      {ticks.map(({ ms, x, day: isNewDay }) => (
        <g key={ms === nowMs ? 'now' : ms}>
          <line x1={INSET_PX + axis.x(ms)} x2={INSET_PX + axis.x(ms)} y1={0} y2={5} className="tick" />
          <text x={x} y={17} className={ms === nowMs ? 'now-label' : deadlines.has(ms) ? 'due-label' : 'tick-label'}>
            {ms === nowMs ? t('lead.now') : isShort ? second(ms) : time(ms)}
          </text>
          {isNewDay && (
            <text x={x} y={31} className="day-label">
              {day(ms)}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}

/** Whole hours, where they are not too many. */
function hoursIn(fromMs: number, toMs: number): number[] {
  const first = Math.ceil(fromMs / HOUR_MS);
  const count = Math.floor(toMs / HOUR_MS) - first + 1;
  return count > 0 && count <= 48 ? Array.from({ length: count }, (_, index) => (first + index) * HOUR_MS) : [];
}
