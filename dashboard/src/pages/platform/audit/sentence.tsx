import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useTold } from '../../../shared/told';
import type { Entry } from './use-audit';

/** The API's sentence, with its person in bold and its lead or flow as the way there. */
export function Sentence({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  const told = useTold();
  const { actor } = entry;
  const text = told(entry.text);
  const name = actor.type === 'user' && actor.name !== null && text.startsWith(actor.name) ? actor.name : '';
  const rest = text.slice(name.length);
  const target = targetOf(entry);
  const at = target ? rest.indexOf(target.called) : -1;
  let words: ReactNode = rest;
  if (target && at >= 0) {
    words = (
      <Fragment>
        {rest.slice(0, at)}
        <Link to={target.to}>{target.called}</Link>
        {rest.slice(at + target.called.length)}
      </Fragment>
    );
  } else if (target) {
    words = (
      <Fragment>
        {rest} · <Link to={target.to}>{t('audit.openLead', { name: entry.leadName ?? t('leads.unnamed') })}</Link>
      </Fragment>
    );
  }
  return (
    <>
      {name !== '' && <strong>{name}</strong>}
      {words}
    </>
  );
}

/** Where to read on about it, and what the sentence calls it. */
function targetOf({ leadId, leadName, entity }: Entry): { to: string; called: string } | null {
  if (leadId !== null) return { to: `/leads/${leadId}`, called: leadName === null ? leadId : `“${leadName}”` };
  if (entity.type === 'flow') {
    return { to: `/leads?flowId=${entity.id}`, called: entity.name === null ? entity.id : `“${entity.name}”` };
  }
  return null;
}
