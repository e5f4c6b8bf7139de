import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { namesTemporal, temporalServer, withoutTemporal } from './temporal.server.js';

const directory = mkdtempSync(join(tmpdir(), 'pinggo-temporal-'));
afterAll(() => rmSync(directory, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

const config = file(
  'temporal.toml',
  `[profile.default]
address = "default.example:7233"
[profile.prod]
address = "prod.example:7233"
namespace = "leads"
api_key = "from-the-file"
[profile.prod.grpc_meta]
x-region = "eu"
`,
);

describe('where Temporal is', () => {
  it('is here, without TLS, where nothing is said, whatever lies in a home', () => {
    const home = join(directory, 'home');
    expect(temporalServer({ HOME: home, XDG_CONFIG_HOME: directory, TEMPORAL_ADDRESS: '' })).toEqual({
      connection: { address: 'localhost:7233' },
      namespace: 'default',
    });
    expect(namesTemporal({ HOME: home, TEMPORAL_ADDRESS: '' })).toBe(false);
  });

  it('is what variables say; a key means TLS, unless that is switched off', () => {
    const env = { TEMPORAL_ADDRESS: 'cloud:7233', TEMPORAL_NAMESPACE: 'n', TEMPORAL_API_KEY: 'k' };
    expect(temporalServer(env)).toEqual({
      connection: { address: 'cloud:7233', apiKey: 'k', tls: true },
      namespace: 'n',
    });
    for (const off of ['false', '0'])
      expect(temporalServer({ ...env, TEMPORAL_TLS: off }).connection.tls, off).toBe(false);
    expect(temporalServer({ TEMPORAL_TLS: '1' }).connection.tls).toBeTruthy();
  });

  it('is what a profile says, and variables go before it', () => {
    const env = { TEMPORAL_CONFIG_FILE: config, TEMPORAL_PROFILE: 'prod' };
    expect(temporalServer(env)).toEqual({
      connection: { address: 'prod.example:7233', apiKey: 'from-the-file', metadata: { 'x-region': 'eu' }, tls: true },
      namespace: 'leads',
    });
    expect(temporalServer({ ...env, TEMPORAL_ADDRESS: 'other:7233' }).connection.address).toBe('other:7233');
    expect(temporalServer({ TEMPORAL_CONFIG_FILE: config }).connection.address).toBe('default.example:7233');
    expect(namesTemporal(env)).toBe(true);
  });

  it('is by certificates, which are read when it starts', () => {
    const [certificate, key, ca] = ['certificate', 'key', 'ca'].map((text) => file(`${text}.pem`, text));
    const { tls } = temporalServer({
      TEMPORAL_TLS_CLIENT_CERT_PATH: certificate,
      TEMPORAL_TLS_CLIENT_KEY_PATH: key,
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: ca,
      TEMPORAL_TLS_SERVER_NAME: 'temporal.example',
    }).connection;
    const text = (bytes: unknown) => Buffer.from(bytes as Uint8Array).toString();
    expect(tls).toMatchObject({ serverNameOverride: 'temporal.example' });
    const { clientCertPair, serverRootCACertificate } = tls as Exclude<typeof tls, boolean | null | undefined>;
    expect([clientCertPair?.crt, clientCertPair?.key, serverRootCACertificate].map(text)).toEqual([
      'certificate',
      'key',
      'ca',
    ]);
  });

  it.each([
    [{ TEMPORAL_TLS: 'yes' }, 'TEMPORAL_TLS: set it to true or false'],
    [{ TEMPORAL_PROFILE: 'none', TEMPORAL_CONFIG_FILE: config }, "TEMPORAL_CONFIG_FILE: Profile 'none' not found"],
    [{ TEMPORAL_CONFIG_FILE: join(directory, 'gone.toml') }, 'TEMPORAL_CONFIG_FILE: there is no file'],
    [{ TEMPORAL_CONFIG_FILE: file('broken.toml', '[profile') }, 'TEMPORAL_CONFIG_FILE: Invalid TOML'],
    [{ TEMPORAL_CONFIG_FILE: file('odd.toml', '[profile.default]\nadress = "a"') }, 'adress'],
    [{ TEMPORAL_TLS_CLIENT_CERT_PATH: config }, 'TEMPORAL_TLS_CLIENT_KEY_PATH: a client’s certificate and its key'],
    [{ TEMPORAL_TLS_CLIENT_KEY_DATA: 'k' }, 'TEMPORAL_TLS_CLIENT_CERT_PATH: a client’s certificate and its key'],
    [{ TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/gone.pem' }, 'TEMPORAL_TLS_SERVER_CA_CERT_PATH: there is no file /gone.pem'],
    [{ TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: 'true' }, 'the server’s name is always verified'],
  ])('names what is wrong: %j', (env, message) => {
    expect(() => temporalServer(env)).toThrow(message);
  });

  it('is told to nobody for whom a server was started here', () => {
    const env = {
      TEMPORAL_ADDRESS: 'a:1',
      TEMPORAL_CLI_PATH: '/cli',
      TEMPORAL_PROFILE: 'p',
      TEMPORAL_TLS: '1',
      TEMPORAL_TLS_SERVER_NAME: 's',
      TEMPORAL_GRPC_META_X: 'y',
    };
    expect(withoutTemporal(env)).toEqual({
      TEMPORAL_PROFILE: '',
      TEMPORAL_TLS: '',
      TEMPORAL_TLS_SERVER_NAME: '',
      TEMPORAL_GRPC_META_X: '',
    });
  });
});
