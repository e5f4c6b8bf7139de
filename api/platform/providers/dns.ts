import { Resolver } from 'node:dns/promises';

const resolver = new Resolver({ timeout: 3_000, tries: 2 });
/** There is no such name, or nothing of that kind. */
const NOTHING = new Set(['ENOTFOUND', 'ENODATA']);

/** The texts of a domain's TXT records. @throws Error when its DNS does not answer */
export async function txtRecords(domain: string): Promise<string[]> {
  try {
    return (await resolver.resolveTxt(domain)).map((parts) => parts.join(''));
  } catch (error) {
    if (NOTHING.has((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
