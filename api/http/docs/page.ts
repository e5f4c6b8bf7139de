import type { Guide, Step, Value } from './guide.js';

/** Text for HTML; what is between backticks is code. */
const prose = (text: string): string =>
  escaped(text)
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>')
    .replaceAll(/\[([^\]]+)\]\(([^)\s]+)\)/g, '<a href="$2">$1</a>');

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const paragraphs = (texts: readonly string[]): string => texts.map((text) => `<p>${prose(text)}</p>`).join('\n');

const field = ({ name, label, placeholder }: Value, value: string): string =>
  `<label>${escaped(label)} <input data-fills="${name}" value="${escaped(value)}" placeholder="${escaped(placeholder)}" autocomplete="off" spellcheck="false"></label>`;

const step = ({ id, title, text, examples }: Step, index: number): string => `<section id="${id}">
<h2>${index + 1}. ${escaped(title)}</h2>
${paragraphs(text)}
${examples
  .map(
    ({ says, shell }, place) => `<p id="${id}-${place}">${prose(says)}</p>
<div class="example"><pre role="group" tabindex="0" aria-labelledby="${id}-${place}"><code>${escaped(shell)}</code></pre>
<button type="button" aria-describedby="${id}-${place}">Copy</button></div>`,
  )
  .join('\n')}
</section>`;

/** The guide as a page. It loads its style and its script from beside it, and nothing else. @param origin of the API */
export const guidePage = ({ title, intro, values, steps }: Guide, origin: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/guide.css">
<script src="/docs/guide.js" defer></script>
</head>
<body>
<header>
<h1>${escaped(title)}</h1>
<nav aria-label="Documentation">
<a href="/docs/reference">All operations</a>
<a href="/docs/reference.md">The same as text</a>
<a href="/docs/start.md">This guide as text</a>
<a href="/openapi.json">OpenAPI</a>
<a href="/llms.txt">llms.txt</a>
</nav>
</header>
<main>
${paragraphs(intro)}
<form class="values" aria-label="Your values">
${values.map((value) => field(value, value.name === 'PINGGO' ? origin : '')).join('\n')}
<p>What you type stays in this page, and goes into the examples that you copy.</p>
</form>
<p role="status" class="said"></p>
${steps.map(step).join('\n')}
</main>
</body>
</html>
`;

export const GUIDE_STYLE = `:root { color-scheme: light dark; --line: #8886; --code: #8881; --link: #0b5cad; }
@media (prefers-color-scheme: dark) { :root { --link: #8cc4ff; } }
body { margin: 0 auto; max-width: 52rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; }
a { color: var(--link); }
nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; }
code, pre, input { font-family: ui-monospace, monospace; font-size: 0.875rem; }
.example { display: flex; border: 1px solid var(--line); border-radius: 6px; background: var(--code); }
.example pre { flex: 1; min-width: 0; margin: 0; padding: 0.75rem; overflow-x: auto; }
.example button { align-self: flex-start; margin: 0.5rem; }
button, input { padding: 0.375rem 0.625rem; }
.values { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 0.5rem 1rem; border: 1px solid var(--line); border-radius: 6px; padding: 0.75rem; }
.values label { display: grid; }
.values p { grid-column: 1 / -1; margin: 0; }
.said { position: fixed; bottom: 0; right: 1rem; }
`;

/** Nothing of it leaves the page: there is no address that it asks. */
export const GUIDE_SCRIPT = `'use strict';
const inputs = [...document.querySelectorAll('input[data-fills]')];
const blocks = [...document.querySelectorAll('.example code')].map((code) => ({ code, text: code.textContent }));
const said = document.querySelector('.said');
/** What would need quoting in a shell is left as its name. */
const isPlain = (value) => /^[\\w:/.+=@-]+$/.test(value);
function fill() {
  for (const { code, text } of blocks) {
    code.textContent = inputs.reduce((filled, { dataset, value }) => {
      const typed = value.trim();
      return isPlain(typed) ? filled.replaceAll(new RegExp('\\\\$' + dataset.fills + '\\\\b', 'g'), () => typed) : filled;
    }, text);
  }
}
for (const input of inputs) input.addEventListener('input', fill);
document.querySelector('.values').addEventListener('submit', (event) => event.preventDefault());
for (const button of document.querySelectorAll('.example button')) {
  button.addEventListener('click', async () => {
    const code = button.parentElement.querySelector('code');
    try {
      await navigator.clipboard.writeText(code.textContent);
      said.textContent = 'Copied.';
    } catch {
      // Not served over TLS: at least it is marked, to be copied by hand.
      getSelection().selectAllChildren(code);
      said.textContent = 'Marked: copy it with Ctrl+C.';
    }
  });
}
fill();
`;
