import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ENDPOINT_KINDS, leadSpokenOf, proofsForOf, reaches, type CameInBy, type Reporter } from './reach.js';

const by = (endpointId: string | null, endpointKind: CameInBy['endpointKind'] = 'FORM'): CameInBy => ({
  endpointId,
  endpointKind: endpointId === null ? null : endpointKind,
});
const reporter = (change: Partial<Reporter> = {}): Reporter => ({ id: 'me', kind: 'CRM', proofsFor: null, ...change });

describe('whose leads the proofs of an endpoint reach', () => {
  it.each<[string, Partial<Reporter>, CameInBy, boolean]>([
    ['a form, its own', { kind: 'FORM' }, by('me'), true],
    ['a form, those of another', { kind: 'FORM' }, by('web'), false],
    ['a partner, its own', { kind: 'PARTNER' }, by('me', 'PARTNER'), true],
    ['a partner, those of the website', { kind: 'PARTNER' }, by('web'), false],
    ['a partner, one by hand', { kind: 'PARTNER' }, by(null), false],
    ['a CRM, those of a form', {}, by('web'), true],
    ['a CRM, those of another CRM', {}, by('crm', 'CRM'), true],
    ['a CRM, one by hand or by an API key', {}, by(null), true],
    ['a CRM, those of a partner', {}, by('partner', 'PARTNER'), false],
    ['a CRM that is linked to the partner', { proofsFor: ['partner'] }, by('partner', 'PARTNER'), true],
    ['a CRM that is linked to others only', { proofsFor: ['partner'] }, by('web'), false],
    ['whoever is linked to others, its own', { proofsFor: ['partner'] }, by('me'), true],
    ['whoever is linked to others, one by hand', { proofsFor: ['partner'] }, by(null), false],
    ['a CRM that is kept to its own', { proofsFor: 'OWN' }, by('web'), false],
    ['a form that is given all', { kind: 'FORM', proofsFor: 'ALL' }, by('web'), true],
  ])('%s', (_, change, lead, is) => {
    expect(reaches(reporter(change), lead)).toBe(is);
  });

  it('follows the kind where nobody said anything', () => {
    expect(ENDPOINT_KINDS.map((kind) => proofsForOf({ kind, proofsFor: null }))).toEqual(['OWN', 'ALL', 'OWN']);
  });
});

describe('which lead is meant by an externalId', () => {
  it('is its own first, then the only one, and of several none', () => {
    const [mine, web, ads, partner] = [by('me'), by('web'), by('ads'), by('partner', 'PARTNER')];
    expect(leadSpokenOf(reporter(), [web, mine, ads])).toBe(mine);
    expect(leadSpokenOf(reporter(), [partner, web])).toBe(web);
    expect(leadSpokenOf(reporter(), [web, ads])).toBe('AMBIGUOUS');
    expect(leadSpokenOf(reporter(), [partner])).toBeNull();
    expect(leadSpokenOf(reporter(), [])).toBeNull();
  });

  it('is never one that is out of reach', () => {
    const endpointId = fc.constantFrom('me', 'web', 'ads', 'partner', null);
    const found = fc.array(
      fc.tuple(endpointId, fc.constantFrom(...ENDPOINT_KINDS)).map(([id, kind]) => by(id, kind)),
      { maxLength: 5 },
    );
    const anyone = fc.record({
      id: fc.constant('me'),
      kind: fc.constantFrom(...ENDPOINT_KINDS),
      proofsFor: fc.constantFrom(null, 'OWN' as const, 'ALL' as const, ['web'], ['ads', 'partner']),
    });
    fc.assert(
      fc.property(anyone, found, (who, leads) => {
        const lead = leadSpokenOf(who, leads);
        if (lead !== null && lead !== 'AMBIGUOUS') expect(reaches(who, lead)).toBe(true);
        if (lead === 'AMBIGUOUS') expect(leads.filter((one) => reaches(who, one)).length).toBeGreaterThan(1);
      }),
    );
  });
});
