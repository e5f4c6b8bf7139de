import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { PAGES } from '../domain/leads/vocabulary/pages.js';

const NONCE = '__STYLE_NONCE__';
const LOG_IN = '__LOG_IN__';
const MAIL = '__MAIL__';

/** The page's own files and nothing from elsewhere. Styles that libraries write at run time carry the page's nonce. */
const policyWith = (nonce: string): RequestHandler =>
  helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'", `'nonce-${nonce}'`],
      'style-src-attr': ["'unsafe-inline'"],
      'img-src': ["'self'", 'data:'],
      'font-src': ["'self'"],
      'connect-src': ["'self'"],
      'manifest-src': ["'self'"],
      'base-uri': ["'none'"],
      'form-action': ["'self'"],
      'frame-ancestors': ["'none'"],
    },
  });

/** As the pages match them: without regard to case and to a slash at the end. */
const ADDRESSES = Object.values(PAGES).map(
  (address) => new RegExp(`^${address.replace(/\/$/, '').replaceAll(/:\w+/g, '[^/]+')}/?$`, 'i'),
);
const isPage = (path: string): boolean => ADDRESSES.some((address) => address.test(path));

/** `/.env`, `/wp-login.php`, `/leads/.git/config`: no page is called so, and whoever asks is no person. */
const isFile = (path: string): boolean => /(^|\/)(\.|%2e)|\.\w+\/?$/i.test(path);

/**
 * Serves the built Control Tower at `/`: its files by their hashed names for ever, its page at the addresses that it has,
 * as it finds its own way; at others the same page, which says so, with 404. What asks for a file gets none of it.
 * Without a build nothing is mounted: the API alone is a service too.
 * @param directory where the build is
 * @param logIn false: the page need not ask who somebody is, the API takes everybody for the demo manager
 * @param mail false: no mail goes out from here, so nobody is offered a link by mail
 */
export function mountDashboard(app: Express, directory: string, logIn = true, mail = true): void {
  const index = join(directory, 'index.html');
  if (!existsSync(index)) return;
  const page = readFileSync(index, 'utf8')
    .replaceAll(LOG_IN, logIn ? 'required' : 'none')
    .replaceAll(MAIL, mail ? 'sent' : 'none');
  const named: RequestHandler = (req, _res, next) => {
    req.template = '/';
    next();
  };
  const assets = join(directory, 'assets');
  app.use(
    '/assets',
    named,
    preferCompressed(assets),
    express.static(assets, {
      index: false,
      // All answers say `no-store` until here; a file that is there, under the hash of its contents, never changes.
      setHeaders: (res) => res.setHeader('Cache-Control', 'public, max-age=31536000, immutable'),
    }),
  );
  app.get('/favicon.svg', named, (_req, res) => res.sendFile(join(directory, 'favicon.svg')));
  app.get(/^\/(?!api\/|docs|openapi\.json|\.well-known\/|healthz|readyz|metrics|assets\/)/, named, (req, res, next) => {
    if (isFile(req.path) || !req.accepts('html')) return next();
    const nonce = randomBytes(16).toString('base64');
    policyWith(nonce)(req, res, () => {
      res
        .status(isPage(req.path) ? 200 : 404)
        .type('html')
        .send(page.replaceAll(NONCE, nonce));
    });
  });
}

/** The build leaves large files compressed beside themselves: they are a quarter as long on the way. */
function preferCompressed(assets: string): RequestHandler {
  const compressed = new Set(readdirSync(assets).filter((name) => name.endsWith('.br')));
  return (req, res, next) => {
    const name = req.path.slice(1);
    if (!compressed.has(`${name}.br`)) return next();
    res.vary('Accept-Encoding');
    if (!req.acceptsEncodings('br')) return next();
    res.type(extname(name)).set('Content-Encoding', 'br');
    req.url = `/${name}.br`;
    next();
  };
}
