/**
 * The words by which forms ask for what a lead consists of: English, Romanian and Russian, and what is cheap of German,
 * French, Spanish, Italian and Hungarian. All are compared without case, diacritics and punctuation.
 */

/** What a question asks for. */
export type Asked = 'email' | 'phone' | 'name' | 'firstName' | 'lastName' | 'message';

/** `What’s your phone-number?` → `what s your phone number` */
export function wordsOf(label: string): string {
  return label
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/\bwhats app\b/g, 'whatsapp')
    .replace(/\be mail/g, 'email')
    .replace(/(^| )[еэи] меил/g, '$1емеил')
    .trim();
}

const set = (...lines: string[]): ReadonlySet<string> => new Set(wordsOf(lines.join(' ')).split(' '));

/** They say nothing of what is asked for. */
const EMPTY = set(
  'what s is are your the my please enter give us a an type in write tell fill field here to for of and or with we can you reach at on',
  'care este sunt numarul dvs dumneavoastra ta tau al a ale va rog rugam introduceti scrieti completati si sau de la pe',
  'ваш ваше ваша вашу укажите введите напишите пожалуйста какой какая каков и или для ваши на по',
  'wie lautet ist ihre ihr deine dein bitte und oder geben sie',
  'quel quelle est votre ton ta le la l et ou de du indiquez',
  'cual es su tu el la y o por favor',
  'qual il tuo la tua suo sua e o',
  'kerjuk az on adja meg es vagy mi',
  'required optional obligatoriu optional обязательно',
);

/** Beside a word for a contact they only say which. */
const WHICH = set(
  'number no nr numero num address addresses best main primary personal private work business company office home daytime evening',
  'mobile contact preferred direct valid current full',
  'numar nr adresa adresei contact personal personala serviciu principal firma valid valida electronica posta',
  'номер адрес контактный контактныи рабочий личный основной электронной электронная связи',
  'nummer adresse adress kontakt privat geschaftlich',
  'adresse numero direccion indirizzo di dell elettronica electronica electronico szam szama cim cime',
  'country code prefix international format',
);

const EMAIL = set(
  'email emails mail mailbox emailaddress mailaddress workemail emailul mailul adresaemail courriel correo posta postaelettronica',
  'email почта почты почту емейл емеил имейл мейл mailadresse emailadresse emailcim',
);

const PHONE = set(
  'phone telephone mobile cell cellphone tel phonenumber mobilenumber whatsapp gsm mobilephone telephonenumber viber',
  'telefon telefonul telefonului mobil mobilul tel telefonic',
  'телефон телефона телефону тел мобильный мобильного сотовый ватсап вотсап',
  'telefonnummer handy handynummer mobilnummer rufnummer mobiltelefon',
  'telephone portable movil celular telefono cellulare telefonszam mobilszam telefonszama',
);

/** A question with such a word asks of somebody or something else. */
const ANOTHERS = set(
  'fax landlord emergency friend friends referral referred referrer spouse wife husband partner colleague neighbour neighbor boss',
  'manager parent mother father child support dealer agent model brand type many system app budget price rooms order invoice',
  'prieten prietenului sot sotie sotul sotia urgenta vecin buget pret camere comanda factura cod postal iban cnp cui',
  'факс друг друга муж мужа жена жены сосед бюджет цена комнат заказ счёт',
  'notfall freund ehemann ehefrau urgence ami amigo amico',
  'zip postcode postal vat tax id iban account',
);

const phrases = (asked: Asked, ...lines: string[]): [string, Asked][] =>
  lines.flatMap((line) => line.split(',').map((phrase): [string, Asked] => [wordsOf(phrase), asked]));

/** What is left of a question without the words that say nothing. */
const PHRASES: ReadonlyMap<string, Asked> = new Map([
  ...phrases('firstName', 'first name, firstname, given name, givenname, forename, fname, christian name, name first'),
  ...phrases('firstName', 'prenume, prenumele, имя, vorname, prenom, nombre, keresztnev, utonev'),
  ...phrases('lastName', 'last name, lastname, surname, family name, familyname, lname, name last'),
  ...phrases('lastName', 'nume familie, numele familie, фамилия, фамилию, nachname, familienname, nom famille'),
  ...phrases('lastName', 'apellido, apellidos, cognome, vezeteknev, csaladnev'),
  ...phrases(
    'name',
    'name, full name, fullname, contact name, customer name, client name, first last name, name surname',
  ),
  ...phrases('name', 'first name last name, whole name, complete name, name call, call'),
  ...phrases('name', 'nume, numele, nume prenume, numele prenumele, nume complet, numele complet, prenume nume'),
  ...phrases(
    'name',
    'фио, ф и о, полное имя, имя фамилия, фамилия имя, фамилия имя отчество, как вас зовут, вас зовут',
  ),
  ...phrases('name', 'vor nachname, vorname nachname, vollstandiger name, nom, nom complet, nom prenom, prenom nom'),
  ...phrases(
    'name',
    'nombre completo, nombre apellido, nombre apellidos, nome, nome completo, nome cognome, nev, teljes nev',
  ),
  ...phrases('message', 'message, comment, comments, details, enquiry, inquiry, question, questions, notes, note'),
  ...phrases(
    'message',
    'how help, your message, additional information, anything else, additional comments, project description',
  ),
  ...phrases(
    'message',
    'mesaj, mesajul, comentariu, comentarii, detalii, intrebare, intrebari, observatii, cum putem ajuta',
  ),
  ...phrases('message', 'сообщение, комментарий, комментарии, вопрос, ваш вопрос, чем мы можем помочь, описание'),
  ...phrases(
    'message',
    'nachricht, mitteilung, kommentar, anmerkungen, commentaire, commentaires, mensaje, comentarios',
  ),
  ...phrases('message', 'messaggio, commento, uzenet, megjegyzes'),
]);

export interface Meaning {
  asked: Asked;
  /** It asks for nothing else; otherwise the answer must look like one, too. */
  sure: boolean;
}

/** What a question asks for, by its words; both `email` and `phone` for one that leaves the choice. */
export function meaningsOf(label: string): Meaning[] {
  const words = wordsOf(label).split(' ');
  if (words.some((word) => ANOTHERS.has(word))) return [];
  const said = words.filter((word) => !EMPTY.has(word));
  const exact = PHRASES.get(said.join(' ')) ?? PHRASES.get(words.join(' '));
  if (exact) return [{ asked: exact, sure: true }];
  const meanings: Meaning[] = [];
  for (const [asked, own] of [
    ['email', EMAIL],
    ['phone', PHONE],
  ] as const) {
    if (!said.some((word) => own.has(word))) continue;
    meanings.push({ asked, sure: said.every((word) => own.has(word) || WHICH.has(word)) });
  }
  if (meanings.length === 0 && said.some((word) => NUMBERS.has(word)) && words.some((word) => REACH.has(word))) {
    meanings.push({ asked: 'phone', sure: false });
  }
  return meanings;
}

const NUMBERS = set('number numar numarul nr no номер nummer numero szam');
const REACH = set('contact call reach contactam suna suni связи позвонить anrufen appeler llamar');

/** Whether the question is plainly of something or somebody else. */
export const asksOfAnother = (label: string): boolean =>
  wordsOf(label)
    .split(' ')
    .some((word) => ANOTHERS.has(word));
