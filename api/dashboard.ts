import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';

const NONCE = '__STYLE_NONCE__';
const LOG_IN = '__LOG_IN__';

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

/**
 * Serves the built Control Tower at `/`: its files by their hashed names for ever, its page for every path that is no
 * route and no file, as the page finds its own way. Without a build nothing is mounted: the API alone is a service too.
 * @param directory where the build is
 * @param logIn false: the page need not ask who somebody is, the API takes everybody for the demo manager
 */
export function mountDashboard(app: Express, directory: string, logIn = true): void {
  const index = join(directory, 'index.html');
  if (!existsSync(index)) return;
  const page = readFileSync(index, 'utf8').replaceAll(LOG_IN, logIn ? 'required' : 'none');
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
    if (!req.accepts('html')) return next();
    const nonce = randomBytes(16).toString('base64');
    policyWith(nonce)(req, res, () => {
      res.type('html').send(page.replaceAll(NONCE, nonce));
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
