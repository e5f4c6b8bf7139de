import express from 'express';
import request from 'supertest';
import { expect, it } from 'vitest';
import { dispatcher } from './dispatch.js';

/** An app of which each route says who answers, by look-up and by Express. */
function appOf(paths: [method: 'get' | 'post', path: `/${string}`][]) {
  const dispatch = dispatcher();
  const app = express();
  app.use(dispatch.handle);
  const express5 = express();
  for (const [method, path] of paths) {
    const answer: express.RequestHandler = (req, res) => void res.json({ path, params: { ...req.params } });
    dispatch.mount({ method, path }, [(_req, _res, next) => next(), answer]);
    for (const one of [app, express5]) one[method](path.replaceAll(/\{(\w+)\}/g, ':$1'), answer);
  }
  return { app, express5 };
}

it('finds the route that Express would find, with its parameters', async () => {
  const { app, express5 } = appOf([
    ['get', '/healthz'],
    ['get', '/api/leads/export'],
    ['get', '/api/leads/{id}'],
    ['post', '/api/leads/{id}/close'],
    ['post', '/api/leads/{id}/clocks/{clockKey}'],
    ['post', '/api/leads/bulk/preview'],
    ['post', '/api/leads/{id}/{act}'],
    ['get', '/api/leads'],
  ]);
  const asked = [
    '/healthz',
    '/healthz/',
    '/api/leads',
    '/api/leads/',
    '/API/Leads/EXPORT',
    '/api/leads/Ab-1?x=1/2',
    '/api/leads/a%2Fb',
  ]
    .concat(['/api/leads/a%', '/api/leads//close', '/api', '/', '//', '/api/leads/x/y/z', '/api/leads/constructor'])
    .map((path) => ['get', path] as const);
  const posted = [
    '/api/leads/7/close',
    '/api/leads/7/clocks/first',
    '/api/leads/bulk/preview',
    '/api/leads/7/x',
    '/healthz',
    '/api/leads/7/close/',
  ].map((path) => ['post', path] as const);
  for (const [method, path] of [...asked, ...posted, ['head', '/api/leads/7'] as const]) {
    const [mine, theirs] = await Promise.all([request(app)[method](path), request(express5)[method](path)]);
    expect([path, mine.status, mine.body]).toEqual([path, theirs.status, theirs.body]);
  }
});

it('hands on what a handler throws, at once or later', async () => {
  const dispatch = dispatcher();
  dispatch.mount({ method: 'get', path: '/api/now' }, [
    () => {
      throw new Error('now');
    },
  ]);
  dispatch.mount({ method: 'get', path: '/api/later' }, [() => Promise.reject(new Error('later'))]);
  dispatch.mount({ method: 'get', path: '/api/said' }, [
    (_req, _res, next) => next(new Error('said')),
    () => {
      throw new Error('not reached');
    },
  ]);
  const app = express();
  const told: express.ErrorRequestHandler = (error: Error, _req, res, _next) =>
    void res.status(500).json(error.message);
  app.use(dispatch.handle, told);
  for (const word of ['now', 'later', 'said']) expect((await request(app).get(`/api/${word}`)).body).toBe(word);
});
