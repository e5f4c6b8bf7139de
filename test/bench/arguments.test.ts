import { describe, expect, it } from 'vitest';
import { helpText, parseFlags, UsageError } from './arguments.js';

const figures = [
  { name: 'intake', title: 'leads taken in', minutes: { full: 2, quick: 0.5 } },
  { name: 'herd', title: 'lateness of a breach' },
];
const parse = (...args: string[]) => parseFlags(args, figures);

describe('the flags of the benchmark', () => {
  it('are three rounds of everything on the dev server, unless said otherwise', () => {
    expect(parse()).toEqual({
      only: null,
      rounds: 3,
      quick: false,
      temporal: 'dev',
      filled: 0,
      compare: null,
      with: null,
      out: null,
      profile: null,
      environment: {},
      keep: false,
      help: false,
    });
  });

  it('take some figures, a kind of server, one round where it is quick, and settings with any value', () => {
    expect(
      parse('--only', 'herd, intake', '--temporal', 'postgres', '--quick', '--env', 'A=1', '--env', 'URL=a=b'),
    ).toMatchObject({
      only: ['herd', 'intake'],
      temporal: 'postgres',
      quick: true,
      rounds: 1,
      environment: { A: '1', URL: 'a=b' },
    });
    expect(parse('--quick', '--rounds', '2').rounds).toBe(2);
    expect(parse('--filled', '1000000').filled).toBe(1_000_000);
    expect(parse('--compare', 'a.json', '--with', 'b.json')).toMatchObject({ compare: 'a.json', with: 'b.json' });
  });

  it.each([
    [['--only', 'herd,nothing'], 'There is no figure nothing; there are intake, herd.'],
    [['--rounds', '0'], '--rounds takes a whole number from 1 on.'],
    [['--rounds', 'many'], '--rounds takes a whole number from 1 on.'],
    [['--temporal', 'cloud'], '--temporal takes dev or postgres.'],
    [['--filled', '0.5'], '--filled takes a whole number of leads.'],
    [['--filled', 'many'], '--filled takes a whole number of leads.'],
    [['--env', 'NOTHING'], '--env takes NAME=VALUE, not NOTHING.'],
    [['--with', 'b.json'], '--with needs --compare: it names the later of two files.'],
    [['--fast'], '--help'],
    [['herd'], '--help'],
  ])('%j is refused with what would do', (args, said) => {
    expect(() => parse(...args)).toThrow(UsageError);
    expect(() => parse(...args)).toThrow(said);
  });

  it('are told with each figure and how long it takes', () => {
    expect(helpText(figures)).toContain('intake  2 (0.5)  leads taken in\n  herd          ?  lateness of a breach');
  });
});
