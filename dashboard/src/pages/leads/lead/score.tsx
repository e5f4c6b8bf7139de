import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/client';
import { Section } from '../parts/section';

type Score = NonNullable<Schemas['Lead']['score']>;

/** The score against its threshold, each reason with its points, and how texts were read as numbers. */
export function ScoreCard({ score }: { score: Score | null }) {
  const { t } = useTranslation();
  if (score === null) {
    return (
      <Section title={t('lead.score')}>
        <Text size="sm">{t('lead.noScore')}</Text>
      </Section>
    );
  }
  const { value, threshold, qualified, reasons } = score;
  const held = reasons.filter(({ note }) => !note);
  const notes = reasons.filter(({ note }) => note);
  const most = Math.max(1, ...held.map(({ points }) => Math.abs(points)));
  return (
    <Section title={t('lead.score')}>
      <div className="score-head">
        <Text className="score-value tabular">{value}</Text>
        <Text size="sm">{t(qualified ? 'lead.above' : 'lead.notAbove', { threshold })}</Text>
      </div>
      <Meter value={value} threshold={threshold} />
      {held.length === 0 ? (
        <Text size="sm">{t('lead.noReasons')}</Text>
      ) : (
        <ul className="reasons">
          {held.map(({ points, reason }, index) => (
            <li key={index}>
              <Text size="sm" className="reason">
                {reason}
              </Text>
              <span className="reason-track" aria-hidden>
                <span
                  className={`reason-bar ${points < 0 ? 'less' : ''}`}
                  style={{ width: `${(Math.abs(points) / most) * 100}%` }}
                />
              </span>
              <Text size="sm" fw={600} className="tabular points">
                {points > 0 ? `+${points}` : points < 0 ? `−${-points}` : '0'}
              </Text>
            </li>
          ))}
        </ul>
      )}
      {notes.map(({ reason }) => (
        <Text key={reason} size="sm" c="dimmed">
          {reason}
        </Text>
      ))}
    </Section>
  );
}

/** Where the value lies beside the threshold; the words beside it say the same. */
function Meter({ value, threshold }: Pick<Score, 'value' | 'threshold'>) {
  const low = Math.min(0, value, threshold);
  const high = Math.max(1, value, threshold) * 1.1;
  const share = (at: number): string => `${((at - low) / (high - low)) * 100}%`;
  return (
    <div className="meter" aria-hidden>
      <span
        className="meter-value"
        style={{
          left: share(Math.min(0, value)),
          width: `calc(${share(Math.max(0, value))} - ${share(Math.min(0, value))})`,
        }}
      />
      <span className="meter-threshold" style={{ left: share(threshold) }} />
    </div>
  );
}
