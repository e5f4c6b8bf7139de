import type { KeyboardEvent } from 'react';

/**
 * Enter in a `Select` that is searched takes the first that fits, as `onKeyDownCapture`. The library marks what Enter takes only
 * after it is drawn, so that who types fast got nothing.
 */
export function enterTakesFirst(event: KeyboardEvent<HTMLInputElement>): void {
  const { value } = event.currentTarget;
  if (event.key !== 'Enter' || event.nativeEvent.isComposing || value === '') return;
  const options = document.getElementById(event.currentTarget.getAttribute('aria-controls') ?? '');
  if (!options || options.querySelector('[data-combobox-selected]')) return;
  const first = options.querySelector<HTMLElement>('[data-combobox-option]:not([data-combobox-disabled])');
  if (!first) return;
  event.preventDefault();
  event.stopPropagation();
  first.click();
}
