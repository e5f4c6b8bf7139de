/** The header by which a change names the revision that was seen. */
export const ifMatch = (revision: number) => ({ 'if-match': `"${revision}"` });
