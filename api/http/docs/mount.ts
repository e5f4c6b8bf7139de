import type { Express, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import swaggerUi from 'swagger-ui-express';
import type { OpenApiDocument } from '../openapi.js';
import { guideMarkdown, type Guide } from './guide.js';
import { GUIDE_SCRIPT, GUIDE_STYLE, guidePage } from './page.js';
import { referenceMarkdown } from './reference.js';

// The page's own files, its inline styles and its icons; nothing from elsewhere.
const swaggerPolicy = helmet.contentSecurityPolicy({
  useDefaults: false,
  directives: {
    'default-src': ["'self'"],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:'],
    'frame-ancestors': ["'none'"],
  },
});
/** The guide asks nobody for anything: what is typed into it cannot leave it. */
const guidePolicy = helmet.contentSecurityPolicy({
  useDefaults: false,
  directives: {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
  },
});

export interface Docs {
  guide: Guide;
  /** In a few lines, for programs that read: what there is and where. */
  overview: (origin: string) => string;
  document: () => OpenApiDocument;
  /** Origin under which people reach the API. */
  origin: string;
}

/**
 * What helps integrators, all of it from here, so that it works offline: a guided start at `/docs`, all operations at
 * `/docs/reference` and as plain text, and `/llms.txt`.
 */
export function mountDocs(app: Express, { guide, overview, document, origin }: Docs): void {
  const named: RequestHandler = (req, _res, next) => {
    req.template = '/docs';
    next();
  };
  const serve = (path: string, type: string, text: () => string, ...before: RequestHandler[]): void => {
    // Made when somebody first asks: most processes are never asked.
    let made: string | undefined;
    app.get(path, named, ...before, (_req, res: Response) => {
      res.type(type).send((made ??= text()));
    });
  };
  const toGuide: RequestHandler = (req, res, next) => {
    // `/docs` and `/docs/` are one path for Express, and two for a page that loads what is beside it.
    if (req.originalUrl.split('?', 1)[0] === '/docs') res.redirect(308, '/docs/');
    else next();
  };
  serve('/docs', 'html', () => guidePage(guide, origin), toGuide, guidePolicy);
  serve('/docs/guide.css', 'css', () => GUIDE_STYLE);
  serve('/docs/guide.js', 'js', () => GUIDE_SCRIPT);
  serve('/docs/start.md', 'text/markdown', () => guideMarkdown(guide, origin));
  serve('/docs/reference.md', 'text/markdown', () => referenceMarkdown(document()));
  serve('/llms.txt', 'text/plain', () => overview(origin));
  const reference = swaggerUi.setup(null, {
    customSiteTitle: 'Pinggo API',
    swaggerUrl: '/openapi.json',
    swaggerOptions: { validatorUrl: null },
  });
  app.get('/docs/reference', named, swaggerPolicy, reference);
  // It loads its files relative to itself.
  app.use('/docs', named, swaggerPolicy, ...swaggerUi.serve);
}
