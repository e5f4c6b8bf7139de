import type { Express, RequestHandler } from 'express';
import helmet from 'helmet';
import swaggerUi from 'swagger-ui-express';

// The page's own files, its inline styles and its icons; nothing from elsewhere.
const pagePolicy = helmet.contentSecurityPolicy({
  useDefaults: false,
  directives: {
    'default-src': ["'self'"],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:'],
    'frame-ancestors': ["'none'"],
  },
});

/** The OpenAPI document for people at `/docs`, served from the installed package: it works offline. */
export function mountDocs(app: Express): void {
  const named: RequestHandler = (req, res, next) => {
    req.template = '/docs';
    // The page loads its files relative to itself.
    if (req.originalUrl.split('?', 1)[0] === '/docs') res.redirect(308, '/docs/');
    else next();
  };
  app.use(
    '/docs',
    named,
    pagePolicy,
    swaggerUi.serve,
    swaggerUi.setup(null, {
      customSiteTitle: 'Pinggo API',
      swaggerUrl: '/openapi.json',
      swaggerOptions: { validatorUrl: null },
    }),
  );
}
