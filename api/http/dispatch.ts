import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Contract } from './route.js';

interface Mounted {
  segments: readonly Segment[];
  handlers: readonly RequestHandler[];
}

/** A word in lower case, or the name of a parameter. */
type Segment = { word: string } | { name: string };

export interface Dispatcher {
  /** Of several that fit a path, the one that was mounted first has it, as in Express. */
  mount(contract: Pick<Contract, 'method' | 'path'>, handlers: readonly RequestHandler[]): void;
  /** Hands a request to its route; one that it does not know goes on to Express. */
  readonly handle: RequestHandler;
}

/**
 * Finds the route of a request by its first words. Express asks each of two hundred routes in turn whether it is the one, which
 * costs more than reading and checking a signed body. What is not plainly a route's path is left to it: with
 * percent-encoding, a slash at the end, HEAD, OPTIONS, and all that there is not.
 */
export function dispatcher(): Dispatcher {
  const byPlace = new Map<string, Mounted[]>();
  return {
    mount({ method, path }, handlers) {
      const words = wordsOf(path);
      const place = placeOf(method, words);
      byPlace.set(place, [...(byPlace.get(place) ?? []), { segments: words.map(segmentOf), handlers }]);
    },
    handle(req, res, next) {
      const words = wordsOf(req.path);
      const here = req.path.includes('%') ? [] : (byPlace.get(placeOf(req.method, words)) ?? []);
      for (const { segments, handlers } of here) {
        const params = paramsOf(segments, words);
        if (params === null) continue;
        req.params = params;
        return run(handlers, req, res, next);
      }
      next();
    },
  };
}

const wordsOf = (path: string): string[] => path.split('/').slice(1);

/** Its first two words, `api` and what it is about, which are never parameters, and how many there are. */
const placeOf = (method: string, words: readonly string[]): string =>
  `${method} ${words[0]}/${words[1]} ${words.length}`.toLowerCase();

function segmentOf(word: string): Segment {
  const name = /^\{(\w+)\}$/.exec(word)?.[1];
  return name === undefined ? { word: word.toLowerCase() } : { name };
}

/** Null: it is not this route's path. */
function paramsOf(segments: readonly Segment[], words: readonly string[]): Record<string, string> | null {
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const word = words[index] ?? '';
    if (word === '' || ('word' in segment && segment.word !== word.toLowerCase())) return null;
    if ('name' in segment) params[segment.name] = word;
  }
  return params;
}

function run(handlers: readonly RequestHandler[], req: Request, res: Response, done: NextFunction): void {
  const from = (index: number): void => {
    const handler = handlers[index];
    if (handler === undefined) return done();
    const next = ((error?: unknown) => (error === undefined ? from(index + 1) : done(error))) as NextFunction;
    try {
      // What an async handler throws is an error like any other.
      Promise.resolve(handler(req, res, next)).catch(done);
    } catch (error) {
      done(error);
    }
  };
  from(0);
}
