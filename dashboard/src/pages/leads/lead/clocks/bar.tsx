import { useTranslation } from 'react-i18next';
import { lengthWords, useInstantFormat } from '../formats';
import { INSET_PX, type Axis, type Span } from './axis';
import { skipOf } from './closed';
import { markIcon, SKIP_ICONS } from './icons';
import { lanesOf } from './lanes';
import type { ClockShape, Mark, Part } from './shape';
import { useClockWords } from './words';

const LANE_PX = 20;
const BAR_PX = 22;
const UNDER_PX = 28;
const ICON_PX = 15;
/** Of a small letter on average, to see whether a word fits. */
const LETTER_PX = 6.1;

interface BarProps {
  shape: ClockShape;
  axis: Axis;
  nowMs: number;
  hatchId: string;
}

/** One clock over time: what was counted and skipped, what happened, and where it stands now. */
export function ClockBar({ shape, axis, nowMs, hatchId }: BarProps) {
  const words = useClockWords();
  const marks = lanesOf(
    shape.marks.map((mark) => ({ mark, x: axis.x(mark.atMs) })),
    ICON_PX + 4,
  );
  const lanes = 1 + Math.max(0, ...marks.map(({ lane }) => lane));
  const barY = lanes * LANE_PX + 2;
  const skipped = shape.parts.filter(({ kind }) => kind === 'skipped');
  const height = barY + BAR_PX + (skipped.length > 0 ? UNDER_PX : 4);
  const nowX = axis.x(nowMs);
  return (
    <svg width="100%" height={height} role="img" aria-label={words.alternative(shape, nowMs)} className="clock-bar">
      <g transform={`translate(${INSET_PX} 0)`}>
        {shape.parts.map((part) => (
          <PartOf
            key={`${part.kind}-${part.fromMs}`}
            part={part}
            axis={axis}
            y={barY}
            hatchId={hatchId}
            shape={shape}
          />
        ))}
        {shape.parts
          .filter(({ kind }) => kind === 'late')
          .flatMap((part) => axis.stretches.filter((one) => one.compressed && isWithin(one, part)))
          .map((stretch) => (
            <Break key={stretch.fromMs} x={(stretch.x0 + stretch.x1) / 2} y={barY} />
          ))}
        {/* The stems of the upper ones go behind the lower ones. */}
        {marks
          .toSorted((a, b) => b.lane - a.lane)
          .map(({ marks: together, x, lane }) => (
            <MarkOf
              key={`${x}-${lane}`}
              marks={together.map(({ mark }) => mark)}
              x={x}
              y={barY - 2 - (lane + 1) * LANE_PX}
              bottom={barY + BAR_PX}
            />
          ))}
        {shape.clock.open && nowMs >= shape.fromMs && (
          <line x1={nowX} x2={nowX} y1={barY - 5} y2={height} className="now-line" />
        )}
      </g>
    </svg>
  );
}

const isWithin = (inner: Span, outer: Span): boolean => inner.fromMs >= outer.fromMs && inner.toMs <= outer.toMs;

/** Says that time was left out here: what skips says it by its length. */
function Break({ x, y }: { x: number; y: number }) {
  const stroke = (from: number): string => `M ${from + 3} ${y - 3} L ${from - 3} ${y + BAR_PX + 3}`;
  return <path d={`${stroke(x - 3)} ${stroke(x + 3)}`} className="break" />;
}

interface PartProps {
  part: Part;
  axis: Axis;
  y: number;
  hatchId: string;
  shape: ClockShape;
}

function PartOf({ part, axis, y, hatchId, shape }: PartProps) {
  const { t } = useTranslation();
  const { moment } = useInstantFormat();
  const words = useClockWords();
  const [x0, x1] = [axis.x(part.fromMs), axis.x(part.toMs)];
  const width = Math.max(0.5, x1 - x0);
  const middle = (x0 + x1) / 2;
  const { timeZone } = shape.clock.receipt;
  const isSkipped = part.kind === 'skipped';
  const why = isSkipped ? words.skip(part, timeZone) : t(`lead.part.${part.kind}`);
  const span = lengthWords(part.toMs - part.fromMs);
  const title = <title>{`${why}: ${moment(part.fromMs)} – ${moment(part.toMs)} (${span})`}</title>;
  if (!isSkipped)
    return (
      <rect x={x0} y={y} width={width} height={BAR_PX} className={`part ${part.kind}`}>
        {title}
      </rect>
    );
  const Sign = SKIP_ICONS[skipOf(part.why ?? '', part, timeZone).kind];
  // A length without what it is of would say little.
  const lines = [why, span].every((text) => text.length * LETTER_PX <= width + 4) ? [why, span] : [];
  return (
    <g>
      <rect x={x0} y={y} width={width} height={BAR_PX} fill={`url(#${hatchId})`} className="part skipped">
        {title}
      </rect>
      {width >= 18 && (
        <>
          <circle cx={middle} cy={y + BAR_PX / 2} r={9} className="skip-ground" />
          <Sign x={middle - 6.5} y={y + BAR_PX / 2 - 6.5} width={13} height={13} className="skip-icon" aria-hidden />
        </>
      )}
      {lines.map((line, index) => (
        <text key={line} x={middle} y={y + BAR_PX + 12 + index * 12} className="skip-label">
          {line}
        </text>
      ))}
    </g>
  );
}

/** The place above the bar where something happened or will; several that have no room stand as their number. */
function MarkOf({ marks, x, y, bottom }: { marks: Mark[]; x: number; y: number; bottom: number }) {
  const { moment } = useInstantFormat();
  const words = useClockWords();
  const [first] = marks;
  if (!first) return null;
  const Sign = markIcon(first.what);
  const isFaded = first.step !== undefined && (first.step.overtaken || first.step.compensatedAt !== null);
  const className = ['mark', first.what, first.ahead ? 'ahead' : '', isFaded ? 'faded' : ''].filter(Boolean).join(' ');
  return (
    <g className={className}>
      <title>{marks.map((mark) => `${words.mark(mark)}: ${moment(mark.atMs)}`).join('\n')}</title>
      <line x1={x} x2={x} y1={y + ICON_PX + 2} y2={bottom} className="stem" />
      <rect x={x - ICON_PX / 2 - 2} y={y} width={ICON_PX + 4} height={ICON_PX + 4} rx={4} className="mark-ground" />
      <Sign x={x - ICON_PX / 2} y={y + 2} width={ICON_PX} height={ICON_PX} aria-hidden />
      {marks.length > 1 && (
        <text x={x + ICON_PX / 2 + 3} y={y + 14} className="mark-count">
          +{marks.length - 1}
        </text>
      )}
    </g>
  );
}
