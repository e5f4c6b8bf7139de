/** Leads at a time: quick enough for a person who waits, and connections are left for the others. */
const AT_A_TIME = 4;

/** Does `work` for all of them, a few at a time; results in their order. */
export async function inTurn<In, Out>(all: readonly In[], work: (one: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = [];
  let next = 0;
  const takeOn = async (): Promise<void> => {
    for (let index = next++; index < all.length; index = next++) results[index] = await work(all[index]!);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, takeOn));
  return results;
}
