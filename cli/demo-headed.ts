// `npm run demo:headed`: the main journey, played slowly in a visible browser with captions.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openBrowser } from './demo/headed/browser.js';
import { prepareScene } from './demo/headed/prepare.js';
import { Stage } from './demo/headed/stage.js';
import { playStory } from './demo/headed/story.js';
import { findSystem, UserError } from './demo/system.js';
import { dataDirectory } from './stack/paths.js';
import { messageOf } from '../db/errors.js';

const { values: flags } = parseArgs({
  options: { headless: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
});
if (flags.help) {
  console.log(
    'npm run demo:headed [-- --headless]\n' +
      'Plays a manager’s morning and a rep’s call on the running system (`npm start`), slowly, in a browser that you can watch.\n' +
      'Without a display, or with --headless, it leaves a picture of each scene in the data directory instead.',
  );
  process.exit(0);
}

const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
const isVisible = hasDisplay && !flags.headless;

try {
  const system = await findSystem();
  const scene = await prepareScene(system, (line) => console.log(line));
  const screenshots = isVisible ? null : join(dataDirectory(), 'demo');
  const browser = await openBrowser({ headless: !isVisible, slowMo: isVisible ? 300 : 0 });
  try {
    const stage = new Stage(browser, {
      desk: isVisible ? null : { width: 1280, height: 860 },
      readMs: isVisible ? 4_000 : 0,
      screenshots,
      say: (caption) => console.log(caption),
    });
    await playStory(stage, scene);
  } finally {
    await browser.close();
  }
  console.log(screenshots === null ? 'That is all.' : `The pictures are in ${screenshots}.`);
} catch (error) {
  console.error(error instanceof UserError ? error.message : messageOf(error));
  process.exitCode = 1;
}
process.exit();
