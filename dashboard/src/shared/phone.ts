import type { TFunction } from 'i18next';
import { telHref } from './reach';

interface Phone {
  phone: string | null;
  phoneExtension?: string | null;
}

/** A number as people read it, with what is dialled behind it; null: there is none. */
export const phoneWords = ({ phone, phoneExtension }: Phone, t: TFunction): string | null =>
  phone !== null && phoneExtension ? t('lead.withExtension', { phone, extension: phoneExtension }) : phone;

/** A link that calls it: a comma is the pause in which a switchboard answers. */
export const callLink = ({ phone, phoneExtension }: Phone): string =>
  telHref(phone ?? '') + (phoneExtension ? `,${phoneExtension.replace(/\D/g, '')}` : '');
