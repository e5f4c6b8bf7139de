import { inOneLine, LONGEST_NAME } from './one-line.js';

const SUBJECT = 150;
const TEXT = 2_000;

/**
 * A line of ours with text of others in it, as plain text of a mail. Programs make links of whatever looks like an address, so a
 * stranger's is taken apart as people do it who warn of one: `https[:]//example[.]com`. Our own link stands in a line of its own.
 */
export const inMail = (text: string): string =>
  inOneLine(text, TEXT)
    .replace(/:(?=\/\/)/g, '[:]')
    .replace(/(?<=[\p{L}\p{N}-])\.(?=\p{L}{2})/gu, '[.]');

/** The same as a subject. */
export const inSubject = (text: string): string => inOneLine(inMail(text), SUBJECT);

/** A person's name beside their address. */
export const inAddressName = (name: string): string => inOneLine(name.replace(/[<>"@,;:\\]/g, ' '), LONGEST_NAME);
