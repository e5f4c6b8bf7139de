import { isoSeconds, openDesk, type Desk } from '../desk.js';
import { Progress } from '../progress.js';
import type { System } from '../system.js';
import { words } from '../text.js';
import { compare } from './compare.js';
import { compression, type Compression } from './compression.js';
import { expectations, type Expected } from './expected.js';
import { readContacts, readLeads } from './files.js';
import { Player, type Piece } from './player.js';
import { expectedWords, mismatchLines, reportNotes, reportTable } from './report.js';

export interface ReplayOptions {
  leads: string;
  contacts: string;
  speed: number;
  limit: number | null;
  targetMs: number;
  /** How long after the last lead contacts are still played, in file time; null: until every lead's first one was. */
  horizonMs: number | null;
}

const POLL_MS = 2_000;
const at = (fileMs: number) => new Date(fileMs).toISOString().slice(0, 16).replace('T', ' ');

/** @returns whether every lead ended as the file says; null: it was stopped. */
export async function replay(system: System, options: ReplayOptions, stop: AbortSignal): Promise<boolean | null> {
  const started = Date.now();
  const compressed = compression(options.speed, options.targetMs);
  const { piece, expected } = await load(options);
  announce(piece, expected, compressed);

  const desk = await openDesk(system, {
    flow: flowNames(compressed),
    targetMs: compressed.realTargetMs,
    source: `bpi2012-${started.toString(36)}`,
  });
  console.log(`Flow ${desk.flow.key}, source ${desk.source}.`);
  const player = new Player(piece, desk, compressed, system.manager);
  await playShowing(player, piece, system, desk, stop);
  const sent = expected.filter(({ lead }) => player.sent.has(lead.id));
  if (stop.aborted) {
    console.log(`Stopped after ${sent.length} of ${expected.length} leads; nothing was compared.`);
    return null;
  }

  console.log('Comparing every lead with the file …');
  const comparison = await compare(sent, player.sent, compressed, system.manager);
  const seconds = words(Date.now() - started);
  console.log(
    `\nSLA: first contact within ${words(options.targetMs)}, at speed ${options.speed}; it took ${seconds}.\n`,
  );
  console.log(reportTable(comparison));
  console.log('');
  for (const note of reportNotes(comparison)) console.log(note);
  if (desk.endpoint.retries > 0) console.log(`${desk.endpoint.retries} deliveries had to be repeated.`);
  console.log(mismatchLines(comparison).join('\n'));
  console.log(
    `\nSee the leads at ${system.runtime.dashboardUrl} as ${system.managerLogin.email} (source ${desk.source}),`,
  );
  if (system.runtime.temporalUiUrl !== null) console.log(`and their workflows at ${system.runtime.temporalUiUrl}`);
  return comparison.every(({ judged }) => judged.mismatches.length === 0);
}

/** A flow for each target and speed. */
function flowNames({ targetMs, speed }: Compression): { key: string; name: string } {
  const minutes = targetMs / 60_000;
  return {
    key: `replay-${minutes}min-${speed}`.replaceAll('.', '_'),
    name: `Replay: first contact within ${words(targetMs)}, ${speed} times as fast`,
  };
}

async function load(options: ReplayOptions): Promise<{ piece: Piece; expected: Expected[] }> {
  const leads = await readLeads(options.leads, options.limit);
  const contacts = await readContacts(options.contacts, leads);
  const lastLeadMs = leads.at(-1)!.receivedAtMs;
  // A shorter horizon than the target would turn leads that can still be met into unproven ones.
  const horizonMs = Math.max(options.horizonMs ?? Infinity, options.targetMs);
  const expected = expectations(leads, contacts, options.targetMs, lastLeadMs + horizonMs);
  const lastFirstMs = expected.reduce((last, { first }) => Math.max(last, first?.startedAtMs ?? 0), 0);
  return { piece: { leads, contacts, untilMs: Math.max(lastFirstMs, lastLeadMs + options.targetMs) }, expected };
}

function announce(piece: Piece, expected: readonly Expected[], compressed: Compression): void {
  const { leads, contacts, untilMs } = piece;
  const firstMs = leads[0]!.receivedAtMs;
  const played = [...contacts.values()].flat().filter(({ startedAtMs }) => startedAtMs <= untilMs);
  const later = [...contacts.values()].flat().length - played.length;
  console.log(`Replay of ${leads.length} leads, ${at(firstMs)} to ${at(leads.at(-1)!.receivedAtMs)} UTC,`);
  console.log(
    `and ${played.length} contacts with them until ${at(untilMs)}` +
      (later > 0 ? `; ${later} later ones decide nothing and are left out.` : '.'),
  );
  console.log(
    `1 s stands for ${words(compressed.speed * 1000)}: it takes about ${words(compressed.real(untilMs - firstMs))}. ` +
      `First contact is due within ${words(compressed.targetMs)}: ${isoSeconds(compressed.realTargetMs)} here.`,
  );
  console.log(`By the file's own times: ${expectedWords(expected)}.`);
}

async function playShowing(player: Player, piece: Piece, system: System, desk: Desk, stop: AbortSignal): Promise<void> {
  const breachedNow = async () => {
    const { items } = await system.manager.get<{ items: { id: string; breached: number }[] }>(
      '/api/control-tower/flows',
    );
    return items.find(({ id }) => id === desk.flow.id)?.breached ?? 0;
  };
  const before = await breachedNow();
  let breached = 0;
  const poll = setInterval(() => {
    breachedNow().then(
      (now) => (breached = now - before),
      // Only shown; the next poll may do better.
      () => {},
    );
  }, POLL_MS);
  const fileNow = () => at(Math.min(player.fileNowMs, piece.untilMs));
  const progress = new Progress(
    () =>
      `${fileNow()} UTC of the file · ${player.sent.size}/${piece.leads.length} leads · ${player.proofsSent} proofs · ` +
      `${breached} breached`,
  );
  try {
    await player.play(stop);
    breached = await breachedNow().then((now) => now - before);
  } finally {
    clearInterval(poll);
    progress.stop();
  }
}
