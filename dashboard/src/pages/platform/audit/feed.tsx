import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../../shared/instant';
import { dayAfter, dayOf, dayWords } from './days';
import { AuditEntry } from './entry';
import type { FilterChange } from './filters';
import type { Entry } from './use-audit';

const ESTIMATED_PX = 56;
/** So many entries before the end of what is loaded, the next ones are asked for. */
const AHEAD = 15;

interface Props {
  entries: Entry[];
  busy: boolean;
  /** Whether there are more than these. */
  more: boolean;
  onNearEnd: () => void;
  onOnly: (filters: FilterChange) => void;
}

/** The log by days. Only what is on the screen is drawn, so that it stays smooth however long it is. */
export function Feed({ entries, busy, more, onNearEnd, onOnly }: Props) {
  const { t, i18n } = useTranslation();
  const timeZone = useZone();
  const box = useRef<HTMLDivElement>(null);
  const [fromTop, setFromTop] = useState(0);
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const [focused, setFocused] = useState<number | null>(null);
  // What is above it grows and shrinks.
  useLayoutEffect(() => setFromTop((box.current?.getBoundingClientRect().top ?? 0) + window.scrollY));

  const rows = useWindowVirtualizer({
    count: entries.length,
    estimateSize: () => ESTIMATED_PX,
    getItemKey: (index) => entries[index]!.id,
    overscan: 8,
    scrollMargin: fromTop,
    // The entry with the keyboard stays, however far the page is scrolled.
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      const index = focused === null ? -1 : entries.findIndex(({ id }) => id === focused);
      return index < 0 || shown.includes(index) ? shown : [...shown, index].sort((a, b) => a - b);
    },
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const isNearEnd = more && !busy && last >= entries.length - AHEAD;
  useLayoutEffect(() => {
    if (isNearEnd) onNearEnd();
  }, [isNearEnd, onNearEnd]);

  const today = dayOf(Date.now(), timeZone);
  const headingOf = (day: string): string => {
    const words = dayWords(day, i18n.language);
    if (day === today) return `${t('audit.spans.today')}, ${words}`;
    return day === dayAfter(today, -1) ? `${t('audit.spans.yesterday')}, ${words}` : words;
  };
  const days = entries.map(({ at }) => dayOf(at, timeZone));

  /** As a feed is read by keyboard: from entry to entry. */
  const step = (event: KeyboardEvent<HTMLDivElement>): void => {
    const by = { PageDown: 1, PageUp: -1 }[event.key];
    const index = entries.findIndex(({ id }) => id === focused) + (by ?? 0);
    if (by === undefined || !entries[index]) return;
    event.preventDefault();
    rows.scrollToIndex(index);
    const { id } = entries[index];
    // Drawn by then: it is among those before and after the one that has the keyboard.
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`#entry-${id} button[aria-expanded]`)?.focus());
  };

  return (
    <div
      ref={box}
      role="feed"
      aria-label={t('nav.audit')}
      aria-busy={busy}
      className="audit-feed"
      style={{ height: rows.getTotalSize() }}
      onKeyDown={step}
      onFocus={({ target }) => setFocused(Number(target.closest('article')?.id.slice('entry-'.length)))}
      onBlur={() => setFocused(null)}
    >
      {shown.map(({ index, key, start }) => {
        const entry = entries[index]!;
        const day = days[index]!;
        const sentenceId = `told-${entry.id}`;
        return (
          <article
            key={key}
            id={`entry-${entry.id}`}
            data-index={index}
            ref={rows.measureElement}
            aria-labelledby={sentenceId}
            aria-posinset={index + 1}
            aria-setsize={more ? -1 : entries.length}
            style={{ transform: `translateY(${start - fromTop}px)` }}
          >
            {day !== days[index - 1] && <h2>{headingOf(day)}</h2>}
            <AuditEntry
              entry={entry}
              sentenceId={sentenceId}
              opened={opened.has(entry.id)}
              onToggle={() => {
                const next = new Set(opened);
                if (!next.delete(entry.id)) next.add(entry.id);
                setOpened(next);
              }}
              onOnly={onOnly}
            />
          </article>
        );
      })}
    </div>
  );
}
