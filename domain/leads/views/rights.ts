/** Whose a view of the leads is. */
export interface OwnedView {
  ownerId: string;
  /** Everybody of the org sees it; else its owner alone. */
  shared: boolean;
}

export interface ViewAsker {
  id: string;
  /** They may share views, and look after those that are shared. */
  mayShare: boolean;
}

export type ViewChange = 'CHANGE' | 'SHARE' | 'UNSHARE' | 'DELETE';

/** Whether a view is there for somebody. */
export const seesView = ({ ownerId, shared }: OwnedView, asker: ViewAsker): boolean => shared || ownerId === asker.id;

/** Why somebody who sees a view cannot change it so, in words; null: they can. */
export function viewRefusal({ ownerId, shared }: OwnedView, asker: ViewAsker, change: ViewChange): string | null {
  const isOwner = ownerId === asker.id;
  switch (change) {
    case 'CHANGE':
      return (shared ? asker.mayShare : isOwner) ? null : 'a shared view is changed by who may share views';
    case 'SHARE':
      return asker.mayShare ? null : 'views are shared by managers and administrators';
    // What is somebody's own again, nobody else sees: of who has left, nobody at all.
    case 'UNSHARE':
      return isOwner ? null : 'only whose view it is can take it back';
    case 'DELETE':
      return isOwner || (shared && asker.mayShare) ? null : 'a shared view is deleted by who may share views';
  }
}

/** All that somebody who sees a view can do to it. */
export const viewRights = (view: OwnedView, asker: ViewAsker) => ({
  change: viewRefusal(view, asker, 'CHANGE') === null,
  share: viewRefusal(view, asker, view.shared ? 'UNSHARE' : 'SHARE') === null,
  delete: viewRefusal(view, asker, 'DELETE') === null,
});
