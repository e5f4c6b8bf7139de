import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../../api/client';
import { useInstantFormat } from '../formats';
import type { Names } from '../names';
import { spanWords } from '../../../../shared/time';
import type { Entry } from './entry';
import { sentAgainLines, sentAgainTitle } from './sent-again';

/** Heard of later than this, it is worth saying when it happened. */
const LATE_NEWS_MS = 60_000;

export interface EntryWords {
  title: string;
  /** Lines below it, the contract's own text among them. */
  lines: string[];
  /** What became of it: `compensated`, … */
  fate: string | null;
}

/** @returns what an entry says, in words */
export function useEntryWords(lead: Schemas['Lead'], { nameOf }: Names) {
  const { t } = useTranslation();
  const { moment } = useInstantFormat();

  const clockOf = ({ clockKey = '', cycle = 1 }: Entry): string => {
    const name = clockName(clockKey);
    return cycle > 1 ? t('lead.cycle', { name, cycle }) : name;
  };
  const clockName = (key: string): string => lead.clocks.find((clock) => clock.key === key)?.name ?? key;
  const namesOf = (userIds: string[] = []): string => userIds.map(nameOf).join(', ');

  /** What was sent and what was understood of it is one field to people. */
  const fieldsOf = ({ fields = [] }: Entry): string =>
    [...new Set(fields.map((field) => field.replace(/(Raw|Extension)$/, '')))]
      .map((field) => t(`lead.field.${field}`, { defaultValue: field }))
      .join(', ');

  const titleOf = (entry: Entry): string => {
    const { type, status, action = '', kind = '', refusal } = entry;
    if (type === 'ESCALATION') {
      const what = t(`lead.mark.${action}`, { defaultValue: action });
      const repeat = entry.repeat ? ` ${t('lead.repeat', { n: entry.repeat })}` : '';
      return `${clockOf(entry)}: ${what}${repeat}`;
    }
    if (type === 'SENT_AGAIN') return sentAgainTitle(entry, t);
    if (type === 'PROOF') {
      const what = t(`lead.proof.${kind}`, { defaultValue: kind });
      return entry.outcome ? `${what}: ${t(`call.${entry.outcome}`, { defaultValue: entry.outcome })}` : what;
    }
    if (type === 'RESUMED' && entry.pauseEndedAt) return t('lead.event.PAUSE_OVER');
    if (type === 'STATUS' && refusal !== undefined) return t('lead.event.REFUSED');
    if (type === 'STATUS') return status ? t(`status.${status}`, { defaultValue: status }) : t('lead.event.STATUS');
    if (type === 'CLOCK_MET' && entry.late) return t('lead.event.CLOCK_MET_LATE', { clock: clockOf(entry) });
    return t(`lead.event.${type}`, {
      clock: clockOf(entry),
      name: entry.ownerId ? nameOf(entry.ownerId) : entry.userId ? nameOf(entry.userId) : '',
      names: namesOf(entry.userIds),
      value: entry.value,
      threshold: entry.threshold,
      outcome: entry.outcome ? t(`outcome.${entry.outcome}`, { defaultValue: entry.outcome }) : '',
      fields: fieldsOf(entry),
      count: entry.escalationKeys?.length ?? 0,
    });
  };

  const linesOf = (entry: Entry): string[] => {
    const lines: (string | null | undefined)[] = [];
    const { type, occurredAt, receivedAt, deadlineAt, dueAt, expiresAt, busyUntil } = entry;
    if (type === 'PROOF') {
      if (occurredAt && receivedAt && Date.parse(receivedAt) - Date.parse(occurredAt) > LATE_NEWS_MS)
        lines.push(t('lead.happened', { at: moment(occurredAt) }));
      const stopped = (entry.clockKeys ?? []).map(clockName).join(', ');
      if (stopped) lines.push(t('lead.stopped', { clocks: stopped }));
      lines.push(entry.note);
      if (entry.merged) lines.push(t('lead.cameMerged'));
    }
    if (type === 'SENT_AGAIN') lines.push(...sentAgainLines(entry, t));
    if (type === 'CLOCK_STARTED' && deadlineAt) lines.push(t('lead.dueAt', { at: moment(deadlineAt) }));
    if (type === 'CLOCK_CORRECTED') {
      lines.push(t('lead.happened', { at: moment(entry.metAt ?? entry.at) }));
      const count = entry.compensated?.length ?? 0;
      if (count > 0) lines.push(t('lead.corrected', { count }));
    }
    if ((type === 'ESCALATION' || type === 'CLOCK_BREACHED' || type === 'CLOCK_AT_RISK') && !entry.overtaken) {
      const due = dueAt ?? deadlineAt;
      const lateMs = due ? Date.parse(entry.at) - Date.parse(due) : 0;
      if (due && lateMs > LATE_NEWS_MS) lines.push(t('lead.wasDueAt', { at: moment(due), time: spanWords(lateMs) }));
    }
    if (type === 'STOOD_STILL' && entry.suspendedAt && entry.returnedAt)
      lines.push(`${moment(entry.suspendedAt)} – ${moment(entry.returnedAt)}`);
    if (type === 'PAUSED' && entry.until) lines.push(t('lead.until', { at: moment(entry.until) }));
    if ((type === 'OFFERED' || type === 'APPROVAL_ASKED') && expiresAt)
      lines.push(t('lead.until', { at: moment(expiresAt) }));
    lines.push(entry.reason, entry.text);
    if (busyUntil) lines.push(t('lead.busyUntil', { at: moment(busyUntil) }));
    return lines.filter((line): line is string => typeof line === 'string' && line !== '');
  };

  const fateOf = (entry: Entry): string | null => {
    if (entry.overtaken) return t('lead.overtaken');
    if (entry.compensatedAt) return t('lead.compensated');
    if (entry.type === 'ESCALATION' && entry.acknowledgedAt) return t('lead.acknowledged');
    return null;
  };

  return (entry: Entry): EntryWords => ({ title: titleOf(entry), lines: linesOf(entry), fate: fateOf(entry) });
}
