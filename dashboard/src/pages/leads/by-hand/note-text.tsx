import Markdown, { type Components } from 'react-markdown';

/** Where a link of a note may lead: what stands in it was typed by people, or pasted from anywhere. */
const SCHEMES = /^(https?|mailto|tel):/i;

const COMPONENTS: Components = {
  a: ({ href, children }) =>
    href ? (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {children}
      </a>
    ) : (
      <>{children}</>
    ),
  // An image would tell its server who looks, and when.
  img: ({ alt }) => <>{alt}</>,
};

/** Markdown without any HTML of its author's: it is shown as the text that it is. */
export default function NoteText({ text }: { text: string }) {
  return (
    <div className="note-text">
      <Markdown components={COMPONENTS} urlTransform={(url) => (SCHEMES.test(url.trim()) ? url.trim() : '')}>
        {text}
      </Markdown>
    </div>
  );
}
