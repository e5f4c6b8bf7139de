import { Anchor, Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconNote } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { NOTE_LIMITS } from '../../../../../domain/leads/vocabulary/lead-limits.js';
import { api, Refused, type Schemas } from '../../../api/client';
import { ifMatch } from '../../../api/if-match';
import { Instant } from '../../../shared/instant';
import { Failed, Loading, NotDone } from '../../../shared/states';
import { useRun } from '../../../shared/use-run';
import { Section } from '../parts/section';
import './by-hand.css';
import { useWorksOn } from './works-on';

type Note = Schemas['LeadNote'];

const NoteText = lazy(() => import('./note-text'));

/** Under the lead's own key, so that the live stream has it read again with the lead. */
const notesKey = (leadId: string) => ['lead', leadId, 'notes'];

/** What people wrote down about the lead, the latest first. */
export default function Notes({ lead }: { lead: Schemas['Lead'] }) {
  const { t } = useTranslation('byHand');
  const { id: leadId } = lead;
  const canWrite = useWorksOn(lead);
  const queries = useQueryClient();
  const [editing, setEditing] = useState<string | null>(null);
  const notes = useQuery({
    queryKey: notesKey(leadId),
    queryFn: async () => (await api.GET('/api/leads/{id}/notes', { params: { path: { id: leadId } } })).data!,
  });
  const again = () => queries.invalidateQueries({ queryKey: ['lead', leadId] });
  const items = notes.data?.items.toReversed() ?? [];
  return (
    <Section title={t('notes.title')}>
      {notes.error && !notes.data && <Failed error={notes.error} again={() => void notes.refetch()} />}
      {notes.isPending && <Loading />}
      {canWrite && <NewNote leadId={leadId} onWritten={again} />}
      {notes.data && items.length === 0 && !canWrite && (
        <Text size="sm" c="dimmed">
          {t('notes.none')}
        </Text>
      )}
      {items.map((note) => {
        const { author } = note;
        const by = (author.id !== null && notes.data?.names[author.id]) || t('notes.somebody');
        return (
          <article key={note.id} className="note" aria-label={t('notes.by', { name: by })}>
            <div className="note-head">
              <Text size="sm" fw={600} className="by-hand-words">
                {by}
              </Text>
              <Text size="xs" c="dimmed" className="tabular">
                <Instant at={note.createdAt} />
                {note.editedAt !== null && ` · ${t('notes.edited')}`}
              </Text>
            </div>
            {note.leadId !== leadId && (
              <Text size="xs" c="dimmed">
                <Anchor component={Link} to={`/leads/${note.leadId}`} size="xs">
                  {t('notes.ofMerged')}
                </Anchor>
              </Text>
            )}
            {editing === note.id ? (
              <EditNote note={note} onDone={() => setEditing(null)} onWritten={again} />
            ) : (
              <Suspense fallback={<Text size="sm">{note.text}</Text>}>
                <NoteText text={note.text} />
              </Suspense>
            )}
            {editing !== note.id && (note.canEdit || note.canDelete) && (
              <NoteActions note={note} onEdit={() => setEditing(note.id)} onWritten={again} by={by} />
            )}
          </article>
        );
      })}
    </Section>
  );
}

interface Writing {
  onWritten: () => Promise<unknown>;
}

function NoteActions({ note, by, onEdit, onWritten }: Writing & { note: Note; by: string; onEdit: () => void }) {
  const { t } = useTranslation('byHand');
  const { error, isSending, run } = useRun();
  const params = { path: { id: note.leadId, noteId: note.id } };
  const remove = run(async () => {
    await api.DELETE('/api/leads/{id}/notes/{noteId}', { params });
    // Of the settings: a lead is read far more often than a note is deleted.
    const { tellChanged } = await import('../../../shared/settings/tell-changed');
    tellChanged(t('notes.deleted'), async () => {
      await api.POST('/api/leads/{id}/notes/{noteId}/restore', { params });
      await onWritten();
    });
    await onWritten();
  });
  return (
    <>
      {error && <NotDone error={error} />}
      <Group gap={6}>
        {note.canEdit && (
          <Button variant="subtle" size="compact-sm" onClick={onEdit} aria-label={t('notes.editOf', { name: by })}>
            {t('notes.edit')}
          </Button>
        )}
        {note.canDelete && (
          <Button
            variant="subtle"
            color="red"
            size="compact-sm"
            loading={isSending}
            onClick={remove}
            aria-label={t('notes.deleteOf', { name: by })}
          >
            {t('notes.delete')}
          </Button>
        )}
      </Group>
    </>
  );
}

function NewNote({ leadId, onWritten }: Writing & { leadId: string }) {
  const { t } = useTranslation('byHand');
  const [text, setText] = useState('');
  const id = useRef(crypto.randomUUID());
  const { error, isSending, run } = useRun();
  const write = run(async () => {
    await api.POST('/api/leads/{id}/notes', { params: { path: { id: leadId } }, body: { id: id.current, text } });
    // The next one is another note; this one, sent again over a connection that broke, stays one.
    id.current = crypto.randomUUID();
    setText('');
    await onWritten();
  });
  return (
    <NoteForm
      label={t('notes.new')}
      text={text}
      onText={setText}
      error={error}
      isSending={isSending}
      submit={t('notes.write')}
      onSubmit={write}
    />
  );
}

function EditNote({ note, onDone, onWritten }: Writing & { note: Note; onDone: () => void }) {
  const { t } = useTranslation('byHand');
  const [text, setText] = useState(note.text);
  const { error, isSending, run } = useRun();
  const [revision] = useState(note.revision);
  const isStale = revision !== note.revision || (error instanceof Refused && error.status === 412);
  const write = run(async () => {
    await api.PATCH('/api/leads/{id}/notes/{noteId}', {
      // Changed on another device meanwhile, it is shown first.
      params: { path: { id: note.leadId, noteId: note.id }, header: ifMatch(note.revision) },
      body: { text },
    });
    await onWritten();
    onDone();
  });
  return (
    <>
      {isStale && note.text !== text && (
        <Text size="sm" role="alert" mb="xs" className="by-hand-words">
          {t('notes.stale')} {note.text}
        </Text>
      )}
      <NoteForm
        label={t('notes.edit')}
        text={text}
        onText={setText}
        error={error}
        isSending={isSending}
        submit={t('notes.save')}
        onSubmit={write}
        onCancel={onDone}
      />
    </>
  );
}

interface NoteFormProps {
  label: string;
  text: string;
  onText: (text: string) => void;
  error: Error | null;
  isSending: boolean;
  submit: string;
  onSubmit: () => void;
  /** Left out: it is always there. */
  onCancel?: () => void;
}

function NoteForm({ label, text, onText, error, isSending, submit, onSubmit, onCancel }: NoteFormProps) {
  const { t } = useTranslation('byHand');
  const isEmpty = text.trim() === '';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isEmpty && !isSending) onSubmit();
      }}
    >
      <Stack gap="xs" mb="sm">
        <Textarea
          label={label}
          description={t('notes.hint')}
          autosize
          minRows={2}
          maxRows={16}
          maxLength={NOTE_LIMITS.text}
          value={text}
          autoFocus={onCancel !== undefined}
          onChange={(event) => onText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
            if (event.key === 'Escape' && onCancel) {
              event.stopPropagation();
              onCancel();
            }
          }}
        />
        {error && <NotDone error={error} />}
        <Group justify="flex-end" gap="xs">
          {onCancel && (
            <Button variant="default" size="compact-sm" onClick={onCancel}>
              {t('cancel')}
            </Button>
          )}
          <Button
            type="submit"
            size="compact-sm"
            disabled={isEmpty}
            loading={isSending}
            leftSection={<IconNote size={14} aria-hidden />}
          >
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
