import { useState } from 'react';
import { PauseUntilFields, usePauseUntil } from '../../parts/pause-until';
import { Dialog } from './dialog';
import { Reason } from '../../parts/reason';

interface AskPauseProps {
  /** What is done: as of when it was opened, whatever somebody else does meanwhile. */
  title: string;
  /** @param until ISO 8601; undefined: until somebody resumes it */
  onPause: (reason: string, until: string | undefined) => void;
  onClose: () => void;
}

/** How long, and why. */
export function AskPause({ title: titled, onPause, onClose }: AskPauseProps) {
  const [title] = useState(titled);
  const until = usePauseUntil(true);
  const [reason, setReason] = useState('');
  return (
    <Dialog
      title={title}
      submit={title}
      disabled={until.at === undefined}
      onSubmit={() => onPause(reason, until.at ?? undefined)}
      onClose={onClose}
    >
      <PauseUntilFields until={until} />
      <Reason value={reason} onChange={setReason} autoFocus />
    </Dialog>
  );
}
