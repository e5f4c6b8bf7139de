import OwnPageOf from '../pages/platform/me/me';
import { PARTS } from './own-parts';

/** The own page of whoever is signed in, with what each room has for it. */
export default function OwnPage() {
  return <OwnPageOf parts={PARTS} />;
}
