import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { MARK_ICONS, markIcon } from './icons';
import type { ClockShape } from './shape';

const PARTS = ['used', 'usedAtRisk', 'left', 'leftAtRisk', 'unused', 'skipped', 'late'] as const;

/** What the colours and marks mean that are there to be seen. */
export function Legend({ shapes }: { shapes: ClockShape[] }) {
  const { t } = useTranslation();
  const kinds = new Set(shapes.flatMap(({ parts }) => parts.map(({ kind }) => kind)));
  const marks = new Set(shapes.flatMap((shape) => shape.marks.map(({ what }) => what)));
  return (
    <Text component="ul" size="xs" c="dimmed" className="legend" aria-label={t('lead.legend')}>
      {PARTS.filter((kind) => kinds.has(kind)).map((kind) => (
        <li key={kind}>
          <span className={`swatch ${kind}`} aria-hidden />
          {t(`lead.part.${kind}`)}
        </li>
      ))}
      {inOrder(marks).map((what) => {
        const Sign = markIcon(what);
        return (
          <li key={what} className={`mark ${what}`}>
            <Sign size={14} aria-hidden />
            <span>{t(`lead.mark.${what}`, { defaultValue: what })}</span>
          </li>
        );
      })}
    </Text>
  );
}

/** Those that this page knows in the order of their icons, then the others. */
const inOrder = (marks: ReadonlySet<string>): string[] => {
  const order = Object.keys(MARK_ICONS);
  return [...order.filter((what) => marks.has(what)), ...[...marks].filter((what) => !order.includes(what))];
};
