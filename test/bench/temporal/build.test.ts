import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { projectRoot } from '../../../cli/stack/paths.js';
import { versionOf } from './build.js';
import { dynamicConfigText } from './config.js';

const compose = await readFile(join(projectRoot, 'docker-compose.yml'), 'utf8');

it('the server that is built is the one that compose runs', () => {
  expect(versionOf('  temporal:\n    image: temporalio/server:1.31.0\n')).toBe('1.31.0');
  expect(versionOf(compose)).toMatch(/^\d+\.\d+\.\d+$/);
  expect(() => versionOf('image: temporalio/ui:2.49.1\n')).toThrow('names no version of temporalio/server');
});

it('and is told at least what compose tells it', () => {
  const { configs } = parse(compose) as { configs: { 'temporal-dynamic': { content: string } } };
  expect(parse(dynamicConfigText())).toMatchObject(parse(configs['temporal-dynamic'].content) as object);
});
