import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { takeSession } from '../../../api/session';

/** What stands in a one-time link: in the fragment, which no server sees. It stays there until the link is used. */
export function useLinkToken(): string {
  const [token] = useState(() => decoded(window.location.hash.slice(1)));
  return token;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @returns what lets in whoever used a link: what was known of somebody else in this browser is forgotten */
export function useComeIn(): (answer: Parameters<typeof takeSession>[0]) => void {
  const queries = useQueryClient();
  const go = useNavigate();
  return (answer) => {
    queries.clear();
    takeSession(answer);
    void go('/', { replace: true });
  };
}
