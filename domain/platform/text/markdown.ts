/**
 * Text of others within Markdown: a source that a sender names, or a rep's name, must not become a link, an image or
 * a tag.
 */
export const inMarkdown = (text: string): string => text.replace(/[\\`*[\]<>]/g, '\\$&').replace(/\s+/g, ' ');
