import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createContract } from './document-contract.ts';
import { exchange } from './fixture.ts';
import { type ApiDocument, isProblem } from '../document/documents.ts';
import { createDocuments } from '../document/load.ts';
import { toJsonSchema } from '../schema/schema.ts';

// A folder of real documents with `swagger/` and `entities/` below it, for those who have one.
const corpus = process.env['VERIFY_CORPUS'] ?? '';

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

const openCorpus = () =>
  createDocuments({
    read: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
    refs: [['https://vcita.github.io/developers-hub/entities/', join(corpus, 'entities')]],
    list: filesBelow,
  });

test.skipIf(!existsSync(corpus))(
  'every schema of the real documents is translated, compiled and used',
  async () => {
    const documents = openCorpus();
    const contract = createContract({ documents });
    const unchecked: string[] = [];
    let schemas = 0;
    for (const path of filesBelow(join(corpus, 'swagger'))) {
      const document = documents.open(path) as ApiDocument;
      expect(document).not.toHaveProperty('problem');
      for (const operation of contract.operations.list(document)) {
        // Some of 3.0 still have the body parameters of 2.0.
        const gaps = operation.gaps.map(({ message }) => message);
        expect(gaps.filter((message) => !message.endsWith('"in" cannot be "body"'))).toEqual([]);
        for (const [status, response] of Object.entries(operation.responses))
          for (const [contentType, { schema }] of Object.entries(response.content)) {
            if (!schema) continue;
            schemas++;
            const found = documents.at(schema);
            if (isProblem(found)) throw new Error(found.problem);
            const converted = toJsonSchema(found, {
              documents,
              dialect: document.dialect,
              direction: 'response',
            });
            const findings = contract.check(
              exchange({
                swagger: path,
                method: operation.method,
                path: operation.template,
                response: { status: Number(status), contentType },
              }),
            );
            expect(
              findings.some(({ check }) => check === 'response-schema' || check === 'example-shape'),
            ).toBe(true);
            const isMade = findings.every(
              ({ check, outcome }) => outcome !== 'not-made' || !/^(?:response|example)-/.test(check),
            );
            if (!isMade && converted.gaps.length === 0)
              unchecked.push(`${path} ${operation.template} ${status}`);
          }
      }
    }
    expect(schemas).toBeGreaterThan(400);
    expect(unchecked).toEqual([]);
  },
);
