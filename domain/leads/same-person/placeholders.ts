/** What people type into a field that they must fill and do not want to: the part before the @, without digits behind. */
const NOBODY = new Set(
  [
    'no none non not nil null na n.a nobody noone noname nothing nope undefined unknown anonymous anonim anon fake',
    'noemail no.email nomail no.mail nomailaddress noemailaddress withoutemail dontknow noreply donotreply',
    'test tests teste tester testing testuser test.test example asd asdf asdfg asdfgh asdasd qwe qwer qwert',
    'qwerty abc abcd abcdef xyz foo bar foobar blah email e.mail myemail youremail your.email yourname your.name',
    'nu nuare nu.are fara faraemail fara.email fara.mail niciunul nimeni necunoscut nuexista',
    'nyet net netu nety netemaila нет нету неизвестно никто тест',
  ].flatMap((line) => line.split(' ')),
);
/** Domains that say the same; `example.com` is not one: it is what documentation and tests use. */
const NOWHERE = /^(none|no-?e?mail|fake(-?e?mail)?|nowhere|asdf+|aaa+)\.[a-z.]+$/;

/** Whether an e-mail address stands for none: it says nothing about who somebody is. @param email lower-cased */
export function isPlaceholderEmail(email: string): boolean {
  const at = email.lastIndexOf('@');
  const local = email
    .slice(0, at)
    .replace(/\+.*$/, '')
    .replace(/[-_.]+/g, '.');
  const bare = local.replace(/\.?\d+$/, '');
  return (
    NOBODY.has(local) ||
    NOBODY.has(bare) ||
    /^(.)\1{2,}$/u.test(local) ||
    isRun(local) ||
    NOWHERE.test(email.slice(at + 1))
  );
}

/** The country code of an E.164 number, by the zones of ITU-T E.164. */
const COUNTRY_CODE = /^\+(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/;

/** Whether a phone number stands for none: one digit over and over, or digits in their order. @param phone E.164 */
export function isPlaceholderPhone(phone: string): boolean {
  const national = phone.replace(COUNTRY_CODE, '');
  return /(\d)\1{6,}$/.test(national) || /^(\d)\1+$/.test(national) || isRun(national);
}

/** `1234567`, `9876543210`: at least six digits, each one further than the one before, with 0 behind 9. */
function isRun(text: string): boolean {
  if (!/^\d{6,}$/.test(text)) return false;
  const steps = new Set(Array.from(text.slice(1), (digit, place) => (Number(digit) - Number(text[place]) + 10) % 10));
  return steps.size === 1 && (steps.has(1) || steps.has(9));
}
