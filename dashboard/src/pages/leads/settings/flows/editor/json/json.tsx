import { Alert, Button, Group, Stack, Text, useComputedColorScheme } from '@mantine/core';
import { json as jsonLanguage, jsonLanguage as parser, jsonParseLinter } from '@codemirror/lang-json';
import { lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { EditorView } from '@codemirror/view';
import CodeMirror from '@uiw/react-codemirror';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useAt, useDraft } from '../editing';
import { useFlowNames, type FlowNames } from '../names';
import { isObject, same, type Json } from '../changes/json';
import { placeIn, scan } from './scan';
import { inOrder, membersAt, valuesAt } from './schema';
import { keptTexts } from './kept-texts';
import './json.css';

const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? '';

const textOf = (value: unknown): string => `${JSON.stringify(inOrder(value), null, 2)}\n`;

/** The draft that a text says; null: it is no JSON, or no object. */
function draftIn(text: string): Json | null {
  try {
    const read = JSON.parse(text) as unknown;
    return isObject(read) ? read : null;
  } catch {
    return null;
  }
}

/** The draft as JSON, both ways: what can be read is the draft at once, what cannot stays as a text. */
export default function JsonView() {
  const { t } = useTranslation('flows');
  const { document: draft, issues, readOnly } = useDraft();
  const names = useFlowNames();
  const value = useAt([]);
  const all = useSyncExternalStore(issues.subscribe, () => issues.all);
  const scheme = useComputedColorScheme('light');
  const [text, setText] = useState(() => keptTexts.get(draft)?.text ?? textOf(value));
  const view = useRef<EditorView | null>(null);
  const isReadable = draftIn(text) !== null;

  // Somebody changed it elsewhere: by another part, by undo, or by another person.
  useEffect(() => {
    const said = draftIn(text);
    if (said !== null && !same(said, value as Json)) setText(textOf(value));
    // What is typed here is the draft already.
  }, [value]);

  // The place of what is wrong moves with every letter.
  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() !== text) return;
    editor.dispatch(setDiagnostics(editor.state, diagnosticsOf(editor, text, all, t('json.broken'))));
  }, [text, all, t]);

  const change = (typed: string): void => {
    setText(typed);
    const said = draftIn(typed);
    if (said === null) keptTexts.set(draft, { text: typed, of: draft.value });
    else {
      keptTexts.delete(draft);
      if (!same(said, draft.value as Json)) draft.replaceAll(said);
    }
  };
  const extensions = useMemo(
    () => [
      jsonLanguage(),
      parser.data.of({ autocomplete: (context: Context) => complete(context, names) }),
      lintGutter(),
      EditorView.lineWrapping,
      EditorView.cspNonce.of(nonce),
      EditorView.contentAttributes.of({ 'aria-label': t('json.label') }),
    ],
    [names, t],
  );
  const isOld = !isReadable && keptTexts.get(draft)?.of !== value;
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t(readOnly ? 'json.looked' : 'json.hint')}
      </Text>
      {!isReadable && (
        <Alert color="orange" role="alert" title={t('json.unreadable')}>
          <Group>
            <Text size="sm">{t(isOld ? 'json.keptOld' : 'json.kept')}</Text>
            <Button
              size="compact-md"
              variant="default"
              onClick={() => {
                keptTexts.delete(draft);
                setText(textOf(value));
              }}
            >
              {t('json.discard')}
            </Button>
          </Group>
        </Alert>
      )}
      <CodeMirror
        className="json-view"
        value={text}
        extensions={extensions}
        theme={scheme}
        readOnly={readOnly}
        editable={!readOnly}
        // Tab goes on to what is next, as everywhere.
        indentWithTab={false}
        onChange={change}
        onCreateEditor={(created) => {
          view.current = created;
          created.dispatch(setDiagnostics(created.state, diagnosticsOf(created, text, all, t('json.broken'))));
        }}
      />
    </Stack>
  );
}

interface Said {
  path: string;
  message: string;
}

const parse = jsonParseLinter();

/** What is wrong, at its line. A text that is no JSON is wrong first of all for that. */
function diagnosticsOf(editor: EditorView, text: string, issues: readonly Said[], broken: string): Diagnostic[] {
  const faults = parse(editor);
  if (faults.length > 0) return faults.map((fault) => ({ ...fault, message: `${broken} ${fault.message}` }));
  const scanned = scan(text);
  return issues.map(({ path, message }) => ({ ...placeIn(scanned, path), severity: 'error', message }));
}

interface Context {
  pos: number;
  explicit: boolean;
  state: { sliceDoc: (from: number, to: number) => string };
}

/** What may stand where the cursor is: members of the schema, its words, and what the org has by its name. */
function complete({ pos, explicit, state }: Context, names: FlowNames) {
  const text = state.sliceDoc(0, pos);
  const [begun] = /"?[\w.-]*$/.exec(text) ?? [''];
  const from = pos - begun.length;
  const { open } = scan(text.slice(0, from));
  if (!open || (!explicit && begun === '')) return null;
  const quote = begun.startsWith('"') ? 1 : 0;
  if (open.expects === 'KEY') {
    const options = membersAt(open.path)
      .filter(({ text: member }) => !open.keys.includes(member))
      .map(({ text: member, description }) => ({
        label: member,
        apply: putting(`"${member}": `, quote),
        type: 'property',
        ...(description !== undefined && { info: description }),
      }));
    return { from: from + quote, options };
  }
  const named = byName(open.path, names).map(([id, name]) => ({
    label: name,
    detail: id,
    apply: putting(`"${id}"`, quote),
    type: 'text',
  }));
  const words = valuesAt(open.path).map((word) => ({
    label: word.replaceAll('"', ''),
    apply: putting(word, quote),
    type: 'enum',
  }));
  return { from: from + quote, options: [...named, ...words] };
}

/** Puts a text in the place of what was begun, quotation marks and all. */
const putting =
  (insert: string, quote: number) =>
  (editor: EditorView, _chosen: unknown, from: number, to: number): void => {
    const start = from - quote;
    const end = quote > 0 && editor.state.sliceDoc(to, to + 1) === '"' ? to + 1 : to;
    editor.dispatch({ changes: { from: start, to: end, insert }, selection: { anchor: start + insert.length } });
  };

/** What the org has that may be named here, by id. */
function byName(path: readonly string[], { teams, calendars, people }: FlowNames): [string, string][] {
  const member = /^\d+$/.test(path.at(-1) ?? '') ? path.at(-2) : path.at(-1);
  if (member === 'teamId') return [...teams].map(([id, { name }]) => [id, name]);
  if (member === 'calendarId') return [...calendars];
  return member === 'userId' || member === 'onCall' ? [...people] : [];
}
