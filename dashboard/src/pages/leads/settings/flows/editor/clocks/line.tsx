import { useId, useRef, useState, type KeyboardEvent, type PointerEvent, type RefCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { STEP_SIGNS } from '../../../../../../shared/signs';
import { known } from '../../../../../../api/vocabulary';
import { Text } from '@mantine/core';
import { IconPointFilled } from '@tabler/icons-react';
import { lengthWords } from '../../../../lead/formats';
import { moved, placedAt, repeatTimes, timeOf, type Place, type Stride } from './places';
import { rowsOf, scaleOf, scaleTicks, type Scale } from './scale';

/** A step that has a place on the line. */
export interface LineStep {
  id: string;
  place: Place;
  action: string | null;
  everyMs: number | null;
  times: number;
  /** “Remind”. */
  name: string;
  /** “at 50 % of the target; Mon 30 Nov, 09:07”. */
  valueText: string;
  isOpen: boolean;
}

interface LineProps {
  steps: readonly LineStep[];
  targetMs: number;
  atRisk: number | null;
  width: number;
  isReadOnly: boolean;
  describedBy: string | undefined;
  markOf: (id: string) => RefCallback<HTMLElement>;
  onMove: (id: string, place: Place) => void;
  onOpen: (id: string) => void;
  onRemove: (id: string) => void;
  /** @param place left out: where a new one belongs */
  onAdd: (place?: Place) => void;
}

const INSET_PX = 20;
const MARK_PX = 30;
const ROW_PX = 36;
const BAR_PX = 16;
const TICK_ROOM_PX = 66;
/** There is room after the last, so that it can be pulled on. */
const HEADROOM = 1.15;
/** Repeats beyond these are not drawn one by one: the line to the last says that they go on. */
const MOST_DOTS = 24;
const STRIDES: Record<string, [by: -1 | 1, stride: Stride]> = {
  ArrowLeft: [-1, 'PLAIN'],
  ArrowDown: [-1, 'PLAIN'],
  ArrowRight: [1, 'PLAIN'],
  ArrowUp: [1, 'PLAIN'],
  PageDown: [-1, 'FAR'],
  PageUp: [1, 'FAR'],
};

/** What a pointer has taken hold of. The line keeps its scale until it lets go. */
interface Drag {
  id: string;
  place: Place;
  scale: Scale;
  isMoved: boolean;
}

/** The steps of a ladder over the time of their clock. */
export function LadderLine(props: LineProps) {
  const { steps, targetMs, atRisk, width, isReadOnly } = props;
  const { t } = useTranslation('flowClocks');
  const track = useRef<HTMLDivElement>(null);
  const bendId = useId();
  const [drag, setDrag] = useState<Drag | null>(null);

  const shown = steps.map((step) => (drag?.id === step.id ? { ...step, place: drag.place } : step));
  const firsts = shown.map(({ place }) => timeOf(place, targetMs));
  const lasts = shown.map(({ everyMs, times }, at) => firsts[at]! + (everyMs ?? 0) * times);
  const scale =
    drag?.scale ??
    scaleOf({
      targetMs,
      lastMs: targetMs + (Math.max(targetMs, ...lasts) - targetMs) * HEADROOM,
      width: Math.max(1, width - 2 * INSET_PX),
    });
  const places = firsts.map(scale.x);
  const rows = rowsOf(places, MARK_PX + 4);
  const barY = (1 + Math.max(0, ...rows)) * ROW_PX + 6;
  const height = barY + BAR_PX + 44;
  const top = (row: number): number => barY - (row + 1) * ROW_PX;
  const ticks = scaleTicks(scale, targetMs, TICK_ROOM_PX);

  const timeUnder = (event: { clientX: number }): number =>
    scale.ms(event.clientX - (track.current?.getBoundingClientRect().left ?? 0) - INSET_PX);

  const onKey = (event: KeyboardEvent, step: LineStep): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = (what: () => void): void => {
      event.preventDefault();
      what();
    };
    if (event.key === 'Enter' || event.key === ' ') return act(() => props.onOpen(step.id));
    if (isReadOnly) return;
    const stride = STRIDES[event.key];
    if (stride) {
      const [by, size] = stride;
      return act(() => props.onMove(step.id, moved(step.place, by, event.shiftKey ? 'FINE' : size, targetMs)));
    }
    if (event.key === 'Delete' || event.key === 'Backspace') return act(() => props.onRemove(step.id));
    if (event.key === '+' || event.key === 'Insert') return act(() => props.onAdd());
  };

  const grab = (event: PointerEvent<HTMLElement>, step: LineStep): void => {
    if (event.button !== 0 || isReadOnly) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ id: step.id, place: step.place, scale, isMoved: false });
  };
  const pull = (event: PointerEvent): void => {
    if (!drag) return;
    const place = placedAt(timeUnder(event), 'share' in drag.place ? 'SHARE' : 'OFFSET', targetMs);
    const isMoved =
      drag.isMoved || Math.abs(scale.x(timeOf(place, targetMs)) - scale.x(timeOf(drag.place, targetMs))) > 3;
    if (isMoved) setDrag({ ...drag, place, isMoved });
  };
  const letGo = (): void => {
    if (drag?.isMoved) props.onMove(drag.id, drag.place);
    else if (drag) props.onOpen(drag.id);
    setDrag(null);
  };

  return (
    <>
      <div
        ref={track}
        className="ladder-line"
        style={{ height }}
        role="group"
        aria-label={t('ladder.line')}
        onDoubleClick={(event) => {
          if (isReadOnly || (event.target as HTMLElement).closest('[role=slider]')) return;
          const ms = timeUnder(event);
          props.onAdd(placedAt(ms, ms < targetMs ? 'SHARE' : 'OFFSET', targetMs));
        }}
      >
        <svg width="100%" height={height} aria-hidden className="ladder-picture">
          <defs>
            <linearGradient id={bendId}>
              <stop offset="0" className="late-near" />
              <stop offset="1" className="late-far" />
            </linearGradient>
          </defs>
          <g transform={`translate(${INSET_PX} 0)`}>
            <rect x={0} y={barY} width={scale.deadlineX} height={BAR_PX} rx={3} className="ladder-time" />
            {atRisk !== null && (
              <rect
                x={scale.x(atRisk * targetMs)}
                y={barY}
                width={scale.deadlineX - scale.x(atRisk * targetMs)}
                height={BAR_PX}
                className="ladder-risk"
              />
            )}
            <rect
              x={scale.deadlineX}
              y={barY}
              width={scale.width - scale.deadlineX}
              height={BAR_PX}
              rx={3}
              className="ladder-late"
              fill={scale.isBent ? `url(#${bendId})` : undefined}
            />
            {shown.map((step, at) => (
              <Repeats key={step.id} step={step} firstMs={firsts[at]!} scale={scale} y={top(rows[at]!) + MARK_PX / 2} />
            ))}
            {shown.map(({ id }, at) => (
              <line
                key={id}
                x1={places[at]}
                x2={places[at]}
                y1={top(rows[at]!) + MARK_PX}
                y2={barY + BAR_PX}
                className="ladder-stem"
              />
            ))}
            <line x1={scale.deadlineX} x2={scale.deadlineX} y1={0} y2={barY + BAR_PX + 6} className="ladder-deadline" />
            {ticks.map(({ ms, afterMs, x }) => (
              <g key={`${ms} ${afterMs}`}>
                <line x1={x} x2={x} y1={barY + BAR_PX} y2={barY + BAR_PX + 5} className="ladder-tick" />
                <text
                  x={x}
                  y={barY + BAR_PX + 18}
                  className={afterMs === 0 ? 'ladder-label at-deadline' : 'ladder-label'}
                >
                  {ms === 0
                    ? t('ladder.start')
                    : afterMs === null || afterMs === 0
                      ? lengthWords(ms)
                      : `+${lengthWords(afterMs)}`}
                </text>
                {afterMs === 0 && (
                  <text x={x} y={barY + BAR_PX + 33} className="ladder-label at-deadline">
                    {t('ladder.deadline')}
                  </text>
                )}
              </g>
            ))}
            {atRisk !== null && (
              <text x={scale.x(atRisk * targetMs)} y={barY + BAR_PX + 33} className="ladder-label risk">
                {scale.deadlineX - scale.x(atRisk * targetMs) > TICK_ROOM_PX && t('ladder.atRisk')}
              </text>
            )}
          </g>
        </svg>
        {shown.map((step, at) => {
          const Sign = known(STEP_SIGNS, step.action ?? '') ?? IconPointFilled;
          return (
            <div
              key={step.id}
              ref={props.markOf(step.id)}
              role="slider"
              tabIndex={0}
              className={['ladder-mark', step.action ?? '', step.isOpen ? 'open' : ''].filter(Boolean).join(' ')}
              style={{
                left: INSET_PX + places[at]! - MARK_PX / 2,
                top: top(rows[at]!),
                width: MARK_PX,
                height: MARK_PX,
              }}
              aria-label={step.name}
              aria-valuemin={0}
              aria-valuemax={Math.round(scale.lastMs / 1_000)}
              aria-valuenow={Math.round(firsts[at]! / 1_000)}
              aria-valuetext={step.valueText}
              aria-readonly={isReadOnly}
              aria-describedby={props.describedBy}
              title={`${step.name} ${step.valueText}`}
              onKeyDown={(event) => onKey(event, step)}
              onPointerDown={(event) => grab(event, step)}
              onPointerMove={pull}
              onPointerUp={letGo}
              onPointerCancel={() => setDrag(null)}
            >
              <Sign size={18} aria-hidden />
            </div>
          );
        })}
      </div>
      {scale.isBent && (
        <Text size="xs" c="dimmed">
          {t('ladder.bent')}
        </Text>
      )}
    </>
  );
}

interface RepeatsProps {
  step: LineStep;
  firstMs: number;
  scale: Scale;
  y: number;
}

/** The repeats of a step, as dots on the line of its sign. */
function Repeats({ step, firstMs, scale, y }: RepeatsProps) {
  if (step.everyMs === null || step.times === 0) return null;
  const lastX = scale.x(firstMs + step.everyMs * step.times);
  const dots = repeatTimes(firstMs, step.everyMs, step.times, MOST_DOTS);
  return (
    <g className={`ladder-repeats ${step.action ?? ''}`}>
      <line x1={scale.x(firstMs)} x2={lastX} y1={y} y2={y} />
      {dots.map((ms) => (
        <circle key={ms} cx={scale.x(ms)} cy={y} r={3} />
      ))}
    </g>
  );
}
