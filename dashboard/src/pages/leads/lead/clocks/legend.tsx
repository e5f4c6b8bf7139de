import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { MARK_ICONS } from './icons';
import type { ClockShape, Mark } from './shape';

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
      {(Object.keys(MARK_ICONS) as Mark['what'][])
        .filter((what) => marks.has(what))
        .map((what) => {
          const Sign = MARK_ICONS[what];
          return (
            <li key={what} className={`mark ${what}`}>
              <Sign size={14} aria-hidden />
              <span>{t(`lead.mark.${what}`)}</span>
            </li>
          );
        })}
    </Text>
  );
}
