/** How leads come in: our own body, or a provider's payload and its way to sign. */
export const ADAPTER_NAMES = ['standard', 'gohighlevel', 'facebook-leadgen', 'typeform'] as const;
export type AdapterName = (typeof ADAPTER_NAMES)[number];
