/**
 * Asks about something that goes on changing: one question at a time, and when its answer is there, about what it is then. An answer
 * that is asked for again meanwhile is given nonetheless, so that somebody who types without a pause sees answers, too.
 * @param ask what a failure means is for who asks to say
 */
export function latest<Subject, Answer>(
  ask: (subject: Subject) => Promise<Answer>,
  take: (answer: Answer, subject: Subject) => void,
  fail: (error: unknown) => void,
): { ask: (subject: Subject) => void; stop: () => void } {
  let waiting: { subject: Subject } | null = null;
  let isAsking = false;
  let isOver = false;
  const next = async (): Promise<void> => {
    isAsking = true;
    while (waiting !== null && !isOver) {
      const { subject } = waiting;
      waiting = null;
      try {
        const answer = await ask(subject);
        if (!isOver) take(answer, subject);
      } catch (error) {
        if (!isOver) fail(error);
      }
    }
    isAsking = false;
  };
  return {
    ask: (subject) => {
      waiting = { subject };
      if (!isAsking) void next();
    },
    stop: () => {
      isOver = true;
    },
  };
}
