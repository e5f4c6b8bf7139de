import SignInOfPerson from '../../me/sign-in-of-person';
import type { OnePerson } from './data';

/** Somebody's sessions and second factor. */
export default function SignIn({ person: { id, name } }: { person: OnePerson }) {
  return <SignInOfPerson id={id} name={name} />;
}
