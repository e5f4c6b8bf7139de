export interface Issue {
  path: string;
  message: string;
}

/** What is wrong with a draft, by its place. */
export class IssueStore {
  #all: readonly Issue[] = [];
  #byPath = new Map<string, string>();
  readonly #listeners = new Set<() => void>();

  get all(): readonly Issue[] {
    return this.#all;
  }

  /** What is wrong at this very place; undefined: nothing. */
  at(path: string): string | undefined {
    return this.#byPath.get(path);
  }

  /** How many things are wrong at a place, or below it. @param path empty: in all */
  countUnder(path: string): number {
    if (path === '') return this.#all.length;
    return this.#all.filter((issue) => issue.path === path || issue.path.startsWith(`${path}.`)).length;
  }

  /** What is wrong at a place and below it, in words; empty: nothing. */
  textUnder(path: string): string {
    return this.#all
      .filter((issue) => path === '' || issue.path === path || issue.path.startsWith(`${path}.`))
      .map(({ message }) => message)
      .join(' ');
  }

  replaceAll(issues: readonly Issue[]): void {
    this.#all = issues;
    this.#byPath = new Map();
    for (const { path, message } of issues) {
      const before = this.#byPath.get(path);
      this.#byPath.set(path, before === undefined ? message : `${before} ${message}`);
    }
    for (const listener of this.#listeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}
