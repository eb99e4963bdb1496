import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { stepKeys } from '../language/step/step-keys.ts';
import { USE_KEYS } from '../language/step/use.ts';

/** `UPDATE=1` writes what the table of keys says into the manual and into the schema, which `npm run format` then formats. */
const isUpdate = process.env['UPDATE'] === '1';
const docs = join(import.meta.dirname, '../docs');

const names = (key: string, alias: string | undefined): string =>
  alias === undefined ? `\`${key}\`` : `\`${key}\`, \`${alias}\``;

const table = [
  '| key | meaning | default |',
  '|---|---|---|',
  ...stepKeys.map(([key, row]) => `| ${names(key, row.alias)} | ${row.meaning} | ${row.default} |`),
].join('\n');

const step = {
  type: 'object',
  properties: Object.fromEntries(
    stepKeys.flatMap(([key, { alias, schema, meaning, default: byDefault }]) =>
      [key, ...(alias === undefined ? [] : [alias])].map((name) => [
        name,
        { description: `${meaning} (default: ${byDefault})`, ...schema },
      ]),
    ),
  ),
  required: stepKeys.flatMap(([key, { isRequired }]) => (isRequired === true ? [key] : [])),
  additionalProperties: false,
};

const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'A block of steps of a spec',
  type: 'object',
  properties: {
    steps: { type: ['array', 'null'], items: { anyOf: [{ $ref: '#/$defs/step' }, { $ref: '#/$defs/use' }] } },
  },
  required: ['steps'],
  additionalProperties: false,
  $defs: {
    step,
    use: {
      description: 'A step that stands for the steps of another spec',
      type: 'object',
      properties: Object.fromEntries(USE_KEYS.map((key) => [key, {}])),
      required: ['id', 'uses'],
      additionalProperties: false,
    },
  },
};

const page = join(docs, 'step.md');
const schemaFile = join(docs, 'step.schema.json');

test('the page about steps has the table of keys', () => {
  const text = readFileSync(page, 'utf8');
  const wanted = text.replace(/\| key \|[\s\S]*?(?=\n\n|\n*$)/, () => table);
  if (isUpdate) writeFileSync(page, wanted);
  else expect(text).toBe(wanted);
});

test('the schema for editors is made of the table of keys', () => {
  if (isUpdate) writeFileSync(schemaFile, `${JSON.stringify(schema, null, 2)}\n`);
  expect(JSON.parse(readFileSync(schemaFile, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)));
});

const validate = new Ajv2020({ allowUnionTypes: true, strict: false }).compile(schema);

test('the schema holds for the steps of the specs of this project', () => {
  const folder = join(import.meta.dirname, '../../specs');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.md'),
  );
  const blocks = files.flatMap((name) =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(/^```yaml\n(steps:[\s\S]*?)^```/gm)].map(
      ([, text]) => ({ name, block: parse(text!) as unknown }),
    ),
  );
  expect(blocks.length).toBeGreaterThan(100);
  expect(blocks.filter(({ block }) => !validate(block)).map(({ name }) => name)).toEqual([]);
});

test.each([
  ['an unknown key', { id: 'a', method: 'GET', path: '/', boddy: 1 }],
  ['a step without a method', { id: 'a', path: '/' }],
  ['a path without a slash', { id: 'a', method: 'GET', path: 'items' }],
  ['an unknown key of expect', { id: 'a', method: 'GET', path: '/', expect: { code: 200 } }],
  ['a retry without until', { id: 'a', method: 'GET', path: '/', retry: { attempts: 2 } }],
])('the schema refuses %s', (_what, broken) => {
  expect(validate({ steps: [broken] })).toBe(false);
});
