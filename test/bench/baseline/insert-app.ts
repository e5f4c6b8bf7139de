// The least that the intake route could do: read JSON, insert one row, answer 202.
import type { AddressInfo } from 'node:net';
import express from 'express';
import pg from 'pg';

const pool = new pg.Pool({
  connectionString: process.env['DATABASE_URL'],
  max: Number(process.env['DATABASE_POOL_SIZE']),
});
pool.on('error', () => undefined);
const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.post('/api/intake/webhook/:endpointId', express.json(), async (req, res) => {
  await pool.query({
    name: 'insert_body',
    text: 'INSERT INTO bench_bodies (endpoint_id, body) VALUES ($1, $2)',
    values: [req.params.endpointId, JSON.stringify(req.body)],
  });
  res.status(202).json({ ok: true });
});
const server = app.listen(0, '127.0.0.1', () => {
  process.send?.({ type: 'ready', port: (server.address() as AddressInfo).port });
});
const stop = (): void => {
  server.closeAllConnections();
  server.close(() => void pool.end().then(() => process.exit(0)));
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
process.on('disconnect', stop);
