import { stringify } from 'yaml';
import { dynamicConfig } from '../../../cli/stack/temporal.js';

export interface Ports {
  /** Where clients connect. */
  frontend: number;
  /** Of each other service, and where the services find each other. */
  history: number;
  matching: number;
  worker: number;
  membership: { frontend: number; history: number; matching: number; worker: number };
}

export interface Databases {
  address: string;
  user: string;
  password: string;
  /** Of histories and timers. */
  main: string;
  visibility: string;
}

/** For one process on a small machine. Compose's 128 are for a cluster that shall grow: they cannot be changed later. */
const HISTORY_SHARDS = 16;

/** The static configuration: all services in one process on this machine's loopback, pools as the image has them. */
export function staticConfig(ports: Ports, databases: Databases, dynamicConfigFile: string): string {
  const { address, user, password, main, visibility } = databases;
  const store = (databaseName: string, maxConns: number) => ({
    sql: {
      pluginName: 'postgres12',
      databaseName,
      connectAddr: address,
      connectProtocol: 'tcp',
      user,
      password,
      maxConns,
      maxIdleConns: maxConns,
      maxConnLifetime: '1h',
    },
  });
  const service = (name: keyof Ports['membership']) => ({
    rpc: { grpcPort: ports[name], membershipPort: ports.membership[name], bindOnLocalHost: true },
  });
  return stringify({
    log: { stdout: true, level: 'error' },
    persistence: {
      numHistoryShards: HISTORY_SHARDS,
      defaultStore: 'main',
      visibilityStore: 'visibility',
      datastores: { main: store(main, 20), visibility: store(visibility, 10) },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: {
      frontend: service('frontend'),
      history: service('history'),
      matching: service('matching'),
      worker: service('worker'),
    },
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: {
          enabled: true,
          initialFailoverVersion: 1,
          rpcName: 'frontend',
          rpcAddress: `127.0.0.1:${ports.frontend}`,
        },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    publicClient: { hostPort: `127.0.0.1:${ports.frontend}` },
    dynamicConfigClient: { filepath: dynamicConfigFile, pollInterval: '60s' },
  });
}

/** What the dev server is told by flags (cli/stack/temporal.ts), and compose's server by its file. */
export const dynamicConfigText = (): string =>
  stringify(Object.fromEntries(Object.entries(dynamicConfig).map(([key, value]) => [key, [{ value }]])));
