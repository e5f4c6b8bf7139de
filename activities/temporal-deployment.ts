import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { NativeConnection, WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { messageOf } from '../db/errors.js';

/** Which build a worker is, among those of one deployment that run at the same time. */
export interface DeploymentVersion {
  deploymentName: string;
  buildId: string;
}

/** Enough of the hash to tell all builds from each other that ever run. */
const SHORT = 16;
/** The server knows of a version from its first poll on. */
const LOOK_EVERY_MS = 500;
const MOST_LOOKS = 60;
const NOT_FOUND = 5;
/** Somebody else changed the same at the same time. */
const FAILED_PRECONDITION = 9;

/** @param bundle the workflows' code: builds that have the same run leads alike, and are one version */
export const versionOf = (deploymentName: string, bundle: string): DeploymentVersion => ({
  deploymentName,
  buildId: createHash('sha256').update(bundle).digest('hex').slice(0, SHORT),
});

/**
 * As a version of its deployment. Open leads go on with whichever version is current: how their workflows changed stands in `patched`,
 * which every saved history replays, so that nobody must wait for years until the last lead of a version has ended.
 */
export const asVersion = (version: DeploymentVersion): Pick<WorkerOptions, 'workerDeploymentOptions'> => ({
  workerDeploymentOptions: { version, useWorkerVersioning: true, defaultVersioningBehavior: 'AUTO_UPGRADE' },
});

type Service = Pick<NativeConnection, 'workflowService'>;

/**
 * The first version of a deployment becomes its current one by itself, as leads would wait for it for ever. Later ones wait for an
 * operator, who is told how. Never throws.
 */
export async function beFirst(
  { workflowService }: Service,
  namespace: string,
  version: DeploymentVersion,
  { signal, log }: { signal: AbortSignal; log: Logger },
): Promise<void> {
  const { deploymentName, buildId } = version;
  const say = { job: 'deployment', deploymentName, buildId };
  for (let looks = 0; looks < MOST_LOOKS && !signal.aborted; looks += 1) {
    try {
      const { workerDeploymentInfo, conflictToken } = await workflowService.describeWorkerDeployment({
        namespace,
        deploymentName,
      });
      const current = workerDeploymentInfo?.routingConfig?.currentDeploymentVersion?.buildId;
      if (current === buildId) return log.info(say, 'this version is the current one');
      if (current)
        return log.warn(
          { ...say, current },
          `leads go to another version until somebody makes this the current one: temporal worker deployment set-current-version --deployment-name ${deploymentName} --build-id ${buildId}`,
        );
      await workflowService.setWorkerDeploymentCurrentVersion({
        namespace,
        deploymentName,
        buildId,
        conflictToken,
        identity: 'pinggo-worker',
      });
      return log.info(say, 'the first version of its deployment: it is the current one now');
    } catch (error) {
      const { code } = error as { code?: number };
      if (code !== NOT_FOUND && code !== FAILED_PRECONDITION)
        log.warn({ ...say, error: messageOf(error) }, 'the deployment could not be asked for its current version');
    }
    await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
