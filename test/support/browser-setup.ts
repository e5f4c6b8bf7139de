import { buildDashboard } from '../../cli/stack/dashboard.js';
import { openBrowser } from '../../cli/demo/headed/browser.js';

/** Builds the dashboard and finds or installs the browser once, before files that need them begin beside each other. */
export default async function setup(): Promise<void> {
  await buildDashboard({ log: console.log });
  await (await openBrowser()).close();
}
