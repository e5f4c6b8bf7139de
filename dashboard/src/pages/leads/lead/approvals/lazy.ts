import { lazy, type ComponentType } from 'react';
import { loadAreas } from '../../../../i18n/areas';

/** Few leads wait for an approval: what shows it comes with the first that does, with its words. */
const withWords = <Props>(load: () => Promise<{ default: ComponentType<Props> }>) =>
  lazy(async () => {
    const [part] = await Promise.all([load(), loadAreas('approvals')]);
    return part;
  });

export const OpenApproval = withWords(() => import('./open-approval'));
export const PastApprovals = withWords(() => import('./past-approvals'));
export const WaitingApprovals = withWords(() => import('./waiting-approvals'));
