import type { AccessMailKind } from '../access/links.js';
import type { ReadLanguage } from '../text/read-languages.js';

/** What a mail about getting in says, in one language. Names come as they may stand in a mail. */
interface MailWords {
  hello: (name: string) => string;
  subject: Readonly<Record<AccessMailKind, (org: string) => string>>;
  /** What it is about. `asker` null: nobody is known to have asked for it. */
  about: Readonly<Record<AccessMailKind, (org: string, asker: string | null) => string>>;
  /** What the link does; said before it, and on its button. */
  act: Readonly<Record<AccessMailKind, string>>;
  /** Where there is one for each of several organisations. */
  actIn: (act: string, org: string) => string;
  until: (moment: string) => string;
  once: string;
  sameBrowser: string;
  unexpected: Readonly<Record<AccessMailKind, string>>;
}

export const MAIL_WORDS: Readonly<Record<ReadLanguage, MailWords>> = {
  en: {
    hello: (name) => `Hello ${name},`,
    subject: {
      INVITATION: (org) => `Your invitation to ${org}`,
      RESET: () => 'Choose a new password',
      MAGIC_LINK: () => 'Your link to sign in',
      PASSWORD_CHANGED: () => 'Your password was changed',
      FACTOR_RESET: () => 'Your second factor was reset',
      TEST: () => 'A test mail from Pinggo',
    },
    about: {
      INVITATION: (org, asker) => `${asker ?? org} invites you to work with the leads of ${org} in Pinggo.`,
      RESET: (org, asker) =>
        asker === null
          ? `Somebody asked to choose a new password for you at ${org}.`
          : `${asker} of ${org} sends you a link with which you choose a new password.`,
      MAGIC_LINK: (org) => `Somebody asked for a link with which you sign in to ${org}.`,
      PASSWORD_CHANGED: (org) => `Your password at ${org} was changed. All your other sessions were ended.`,
      FACTOR_RESET: (org, asker) =>
        `${asker ?? 'An administrator'} reset your second factor at ${org}: every factor and recovery code was taken away, and all your sessions were ended. Set a new one up when you have signed in.`,
      TEST: (org) => `Somebody of ${org} asked for this mail to see whether mail arrives. It does.`,
    },
    act: {
      INVITATION: 'Take up the invitation',
      RESET: 'Choose a new password',
      MAGIC_LINK: 'Sign in',
      PASSWORD_CHANGED: 'Open Pinggo',
      FACTOR_RESET: 'Open Pinggo',
      TEST: 'Open Pinggo',
    },
    actIn: (act, org) => `${act}: ${org}`,
    until: (moment) => `The link works until ${moment}.`,
    once: 'It works once.',
    sameBrowser: 'It works once, and only in the browser in which it was asked for.',
    unexpected: {
      INVITATION:
        'You did not expect this? Then do nothing: without the link nobody comes in, and nothing is kept of you but this invitation.',
      RESET: 'You did not ask for this? Then do nothing: your password stays as it is.',
      MAGIC_LINK: 'You did not ask for this? Then do nothing: nobody can sign in with it but you.',
      PASSWORD_CHANGED:
        'That was not you? Choose a new password at once by “Forgot your password?”, and tell your administrator.',
      FACTOR_RESET: 'You did not ask for this? Tell your administrator at once, and choose a new password.',
      TEST: 'There is nothing to do.',
    },
  },
  ro: {
    hello: (name) => `Bună, ${name},`,
    subject: {
      INVITATION: (org) => `Invitația ta la ${org}`,
      RESET: () => 'Alege o parolă nouă',
      MAGIC_LINK: () => 'Linkul tău de autentificare',
      PASSWORD_CHANGED: () => 'Parola ta a fost schimbată',
      FACTOR_RESET: () => 'Al doilea factor al tău a fost resetat',
      TEST: () => 'Un e-mail de probă de la Pinggo',
    },
    about: {
      INVITATION: (org, asker) => `${asker ?? org} te invită să lucrezi în Pinggo cu lead-urile de la ${org}.`,
      RESET: (org, asker) =>
        asker === null
          ? `Cineva a cerut o parolă nouă pentru contul tău de la ${org}.`
          : `${asker} de la ${org} îți trimite un link cu care îți alegi o parolă nouă.`,
      MAGIC_LINK: (org) => `Cineva a cerut un link cu care te autentifici la ${org}.`,
      PASSWORD_CHANGED: (org) => `Parola ta de la ${org} a fost schimbată. Toate celelalte sesiuni au fost închise.`,
      FACTOR_RESET: (org, asker) =>
        `${asker ?? 'Un administrator'} a resetat al doilea factor al tău la ${org}: toți factorii și toate codurile de recuperare au fost eliminate, iar toate sesiunile au fost închise. Configurează unul nou după ce te autentifici.`,
      TEST: (org) => `Cineva de la ${org} a cerut acest e-mail ca să vadă dacă poșta ajunge. Ajunge.`,
    },
    act: {
      INVITATION: 'Acceptă invitația',
      RESET: 'Alege o parolă nouă',
      MAGIC_LINK: 'Autentifică-te',
      PASSWORD_CHANGED: 'Deschide Pinggo',
      FACTOR_RESET: 'Deschide Pinggo',
      TEST: 'Deschide Pinggo',
    },
    actIn: (act, org) => `${act}: ${org}`,
    until: (moment) => `Linkul este valabil până ${moment}.`,
    once: 'Poate fi folosit o singură dată.',
    sameBrowser: 'Poate fi folosit o singură dată și numai în browserul din care a fost cerut.',
    unexpected: {
      INVITATION:
        'Nu te așteptai la asta? Nu face nimic: fără link nu intră nimeni, iar despre tine se păstrează doar această invitație.',
      RESET: 'Nu ai cerut tu asta? Nu face nimic: parola ta rămâne cum este.',
      MAGIC_LINK: 'Nu ai cerut tu asta? Nu face nimic: nimeni în afară de tine nu se poate autentifica astfel.',
      PASSWORD_CHANGED: 'Nu ai fost tu? Alege imediat o parolă nouă prin „Ai uitat parola?” și anunță administratorul.',
      FACTOR_RESET: 'Nu ai cerut tu asta? Anunță imediat administratorul și alege o parolă nouă.',
      TEST: 'Nu ai nimic de făcut.',
    },
  },
  ru: {
    hello: (name) => `Здравствуйте, ${name}!`,
    subject: {
      INVITATION: (org) => `Вас приглашает ${org}`,
      RESET: () => 'Выберите новый пароль',
      MAGIC_LINK: () => 'Ваша ссылка для входа',
      PASSWORD_CHANGED: () => 'Ваш пароль изменён',
      FACTOR_RESET: () => 'Ваш второй фактор сброшен',
      TEST: () => 'Пробное письмо от Pinggo',
    },
    about: {
      INVITATION: (org, asker) =>
        asker === null
          ? `${org} приглашает вас работать с лидами в Pinggo.`
          : `${asker} приглашает вас работать с лидами в Pinggo. Организация: ${org}.`,
      RESET: (org, asker) =>
        asker === null
          ? `Кто-то попросил сменить ваш пароль. Организация: ${org}.`
          : `${asker} отправляет вам ссылку, по которой можно выбрать новый пароль. Организация: ${org}.`,
      MAGIC_LINK: (org) => `Кто-то попросил ссылку, по которой вы войдёте в Pinggo. Организация: ${org}.`,
      PASSWORD_CHANGED: (org) => `Ваш пароль изменён, все остальные сеансы завершены. Организация: ${org}.`,
      FACTOR_RESET: (org, asker) =>
        `Ваш второй фактор сброшен (${asker ?? 'администратор'}): все факторы и коды восстановления удалены, все сеансы завершены. Войдите и настройте новый. Организация: ${org}.`,
      TEST: (org) => `Кто-то попросил это письмо, чтобы проверить, доходит ли почта. Доходит. Организация: ${org}.`,
    },
    act: {
      INVITATION: 'Принять приглашение',
      RESET: 'Выбрать новый пароль',
      MAGIC_LINK: 'Войти',
      PASSWORD_CHANGED: 'Открыть Pinggo',
      FACTOR_RESET: 'Открыть Pinggo',
      TEST: 'Открыть Pinggo',
    },
    actIn: (act, org) => `${act}: ${org}`,
    until: (moment) => `Ссылка действует до: ${moment}.`,
    once: 'Ею можно воспользоваться один раз.',
    sameBrowser: 'Ею можно воспользоваться один раз и только в том браузере, где её попросили.',
    unexpected: {
      INVITATION:
        'Не ждали этого письма? Ничего не делайте: без ссылки никто не войдёт, и о вас не сохранится ничего, кроме этого приглашения.',
      RESET: 'Это были не вы? Ничего не делайте: ваш пароль останется прежним.',
      MAGIC_LINK: 'Это были не вы? Ничего не делайте: кроме вас, по ней никто не войдёт.',
      PASSWORD_CHANGED: 'Это были не вы? Сразу выберите новый пароль через «Забыли пароль?» и сообщите администратору.',
      FACTOR_RESET: 'Вы об этом не просили? Сразу сообщите администратору и выберите новый пароль.',
      TEST: 'Делать ничего не нужно.',
    },
  },
};
