import { existsSync } from 'node:fs';
import type { ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';

/** How to reach Temporal: what its clients and its workers both take. */
export type TemporalConnection = Pick<ConnectionOptions, 'tls'> & {
  address: string;
  apiKey?: string;
  metadata?: Record<string, string>;
};

export interface TemporalServer {
  connection: TemporalConnection;
  namespace: string;
}

type Environment = Record<string, string | undefined>;

/** The variables that say it; those of Temporal's own tools, of which there are more. */
export const TEMPORAL_VARIABLES = [
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'TEMPORAL_API_KEY',
  'TEMPORAL_TLS',
  'TEMPORAL_TLS_CLIENT_CERT_PATH',
  'TEMPORAL_TLS_CLIENT_KEY_PATH',
  'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
  'TEMPORAL_TLS_SERVER_NAME',
  'TEMPORAL_PROFILE',
  'TEMPORAL_CONFIG_FILE',
] as const;

/** What says which server it is, where the other settings only say how it is reached. */
const NAMES_A_SERVER = ['TEMPORAL_ADDRESS', 'TEMPORAL_PROFILE', 'TEMPORAL_CONFIG_FILE'] as const;
const FLAGS = ['TEMPORAL_TLS', 'TEMPORAL_TLS_DISABLE_HOST_VERIFICATION'] as const;
const FILES = ['TEMPORAL_TLS_CLIENT_CERT', 'TEMPORAL_TLS_CLIENT_KEY', 'TEMPORAL_TLS_SERVER_CA_CERT'] as const;
/** All that says how Temporal is reached, but where. */
const HOW = /^TEMPORAL_(PROFILE|CONFIG_FILE|API_KEY|TLS(_.*)?|GRPC_META_.*)$/;

const given = (env: Environment): Record<string, string> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value ? [[name, value]] : [])));

/** Whether an environment names a server that runs elsewhere. */
export const namesTemporal = (env: Environment): boolean => NAMES_A_SERVER.some((name) => Boolean(env[name]));

/** Empties whatever says how a server elsewhere is reached: it does not fit one that was started here. */
export const withoutTemporal = (env: Environment): Record<string, string> =>
  Object.fromEntries(Object.keys(env).flatMap((name) => (HOW.test(name) ? [[name, '']] : [])));

/**
 * Where Temporal is, by the settings that its own tools have: variables, and over them none but what a profile of a file adds. A file is read
 * where it or a profile is named, never because it lies in somebody's home: a server's process must not go elsewhere for that.
 * @throws Error whose message begins with the variable that is wrong, and says what to set
 */
export function temporalServer(env: Environment): TemporalServer {
  const set = given(env);
  checkFlags(set);
  checkFiles(set);
  const isFileNamed = set['TEMPORAL_PROFILE'] !== undefined || set['TEMPORAL_CONFIG_FILE'] !== undefined;
  const { connectionOptions, namespace } = read(set, isFileNamed);
  const { address, apiKey, metadata, tls } = connectionOptions;
  return {
    connection: {
      address: address ?? 'localhost:7233',
      ...(typeof apiKey === 'string' && { apiKey }),
      ...(metadata !== undefined && { metadata: metadata as Record<string, string> }),
      // That it is off must be said, too: by a key alone it is on.
      ...(tls !== undefined && { tls }),
    },
    namespace: namespace ?? 'default',
  };
}

function read(set: Record<string, string>, isFileNamed: boolean): ReturnType<typeof loadClientConnectConfig> {
  try {
    return loadClientConnectConfig({ overrideEnvVars: set, disableFile: !isFileNamed, configFileStrict: true });
  } catch (error) {
    const name = set['TEMPORAL_CONFIG_FILE'] === undefined ? 'TEMPORAL_PROFILE' : 'TEMPORAL_CONFIG_FILE';
    throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
  }
}

function checkFlags(set: Environment): void {
  for (const name of FLAGS)
    if (!['true', 'false', '1', '0', undefined].includes(set[name]))
      throw new Error(`${name}: set it to true or false`);
  if (['true', '1'].includes(set['TEMPORAL_TLS_DISABLE_HOST_VERIFICATION'] ?? ''))
    throw new Error(
      'TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: the server’s name is always verified; set TEMPORAL_TLS_SERVER_NAME to the name in its certificate',
    );
}

function checkFiles(set: Environment): void {
  for (const name of ['TEMPORAL_CONFIG_FILE', ...FILES.map((file) => `${file}_PATH`)]) {
    const path = set[name];
    if (path !== undefined && !existsSync(path)) throw new Error(`${name}: there is no file ${path}`);
  }
  const has = (name: string): boolean => set[`${name}_PATH`] !== undefined || set[`${name}_DATA`] !== undefined;
  const [certificate, key] = FILES;
  if (has(certificate) !== has(key))
    throw new Error(`${has(certificate) ? key : certificate}_PATH: a client’s certificate and its key belong together`);
}
