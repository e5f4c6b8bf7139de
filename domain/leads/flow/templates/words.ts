/** What the flows of templates say to people. */
export interface TemplateWords {
  firstContact: string;
  onCall: string;
  everyLead: string;
  worthMuch: string;
}

const WORDS: Readonly<Record<string, TemplateWords>> = {
  en: {
    firstContact: 'First contact',
    onCall: 'On call',
    everyLead: 'every lead is worth a call',
    worthMuch: 'worth a lot',
  },
  ro: {
    firstContact: 'Primul contact',
    onCall: 'De gardă',
    everyLead: 'fiecare lead merită un apel',
    worthMuch: 'valoare mare',
  },
  ru: {
    firstContact: 'Первый контакт',
    onCall: 'Дежурство',
    everyLead: 'каждый лид стоит звонка',
    worthMuch: 'крупный лид',
  },
};

/** @param language primary tag; one without words: in English */
export const templateWords = (language: string): TemplateWords => WORDS[language] ?? WORDS['en']!;
