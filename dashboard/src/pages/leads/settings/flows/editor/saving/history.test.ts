import { describe, expect, it } from 'vitest';
import { History } from './history';

function setUp() {
  let [now, atMs] = ['a', 0];
  const history: History<string> = new History<string>(
    (draft) => type(draft),
    () => atMs,
  );
  const type = (draft: string, laterMs = 0): void => {
    atMs += laterMs;
    const before = now;
    now = draft;
    history.changed(before);
  };
  return { history, type, now: () => now, undo: () => history.undo(now), redo: () => history.redo(now) };
}

describe('edits', () => {
  it('are undone and done again, those that follow each other at once together', () => {
    const { type, now, undo, redo, history } = setUp();
    type('ab');
    type('abc', 100);
    type('abc d', 1_000);
    undo();
    expect(now()).toBe('abc');
    undo();
    expect([now(), history.canUndo()]).toEqual(['a', false]);
    undo();
    redo();
    redo();
    expect([now(), history.canRedo()]).toEqual(['abc d', false]);
  });

  it('after which there is nothing to do again', () => {
    const { type, now, undo, redo } = setUp();
    type('b');
    undo();
    type('c', 10);
    redo();
    expect(now()).toBe('c');
    undo();
    expect(now()).toBe('a');
  });

  it('can be told apart however soon they come', () => {
    const { type, now, undo, history } = setUp();
    type('b');
    history.cut();
    type('c');
    undo();
    expect(now()).toBe('b');
  });

  it('are undone alone: what somebody else made of it meanwhile stays', () => {
    const { type, now, undo, redo, history } = setUp();
    type('ab');
    history.takeOver('ab!', (draft) => `${draft}!`);
    type('abc!', 1_000);
    undo();
    expect(now()).toBe('ab!');
    undo();
    expect([now(), history.canUndo()]).toEqual(['a!', false]);
    redo();
    redo();
    expect(now()).toBe('abc!');
  });
});
