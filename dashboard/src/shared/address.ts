import { useSearchParams } from 'react-router';

/** Null or an empty text takes one away. */
export type AddressChange = Readonly<Record<string, string | null | undefined>>;

/** @returns what is after the `?` of the page's address, and a function that changes some of it in place */
export function useAddress(): [URLSearchParams, (change: AddressChange) => void] {
  const [search, setSearch] = useSearchParams();
  const change = (changes: AddressChange): void => {
    // The address itself: two fields may change it before either is drawn anew.
    const next = new URLSearchParams(window.location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    setSearch(next, { replace: true });
  };
  return [search, change];
}
