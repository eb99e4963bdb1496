import { type DocumentContract, createContract } from './document-contract.ts';
import type { ContractQuestion } from './contract-question.ts';
import type { ContractFinding, Severities } from './finding.ts';
import { type ApiDocument, type Documents, isProblem } from '../document/documents.ts';
import { createDocuments } from '../document/load.ts';

/** Documents that exist only in a test, by their absolute path below `/api`. */
export function documentsOf(files: Readonly<Record<string, unknown>>): Documents {
  return createDocuments({
    read: (path) => {
      if (!/^\/(?:api|entities)\//.test(path))
        return { problem: `${path} lies outside the folders that may be read`, isOutside: true };
      const file = files[path];
      return typeof file === 'string' || file === undefined ? file : JSON.stringify(file, null, 2);
    },
    refs: [['https://entities.example.com/', '/entities']],
    list: (folder) => Object.keys(files).filter((path) => path.startsWith(`${folder}/`)),
  });
}

/** Opens a document that is known to be valid. */
export function openDocument(documents: Documents, path = '/api/a.json'): ApiDocument {
  const document = documents.open(path);
  if (isProblem(document)) throw new Error(document.problem);
  return document;
}

/** A 3.0 document with one operation, `GET /things`, and its 200 response. */
export const documentWith = (schema: unknown, more: Readonly<Record<string, unknown>> = {}): unknown => ({
  openapi: '3.0.3',
  paths: {
    '/things': {
      get: { responses: { '200': { description: '', content: { 'application/json': { schema } } } } },
    },
  },
  ...more,
});

type Overrides = Partial<Omit<ContractQuestion, 'request' | 'response'>> & {
  readonly request?: Partial<ContractQuestion['request']>;
  readonly response?: Partial<ContractQuestion['response']>;
};

/** An exchange of `GET /things` with a JSON response of 200. */
export function exchange({ request, response, ...rest }: Overrides = {}): ContractQuestion {
  return {
    swagger: 'a.json',
    folders: ['/api'],
    method: 'GET',
    path: '/things',
    query: '',
    request: { headers: {}, contentType: undefined, body: undefined, hasBody: false, ...request },
    response: {
      status: 200,
      headers: {},
      contentType: 'application/json; charset=utf-8',
      body: {},
      isJson: true,
      size: 2,
      ...response,
    },
    ...rest,
  };
}

export const contractOf = (
  files: Readonly<Record<string, unknown>>,
  severities: Severities = {},
): DocumentContract => createContract({ documents: documentsOf(files), severities });

/** The findings about a response that should have a schema. */
export async function findingsOfAnswer(
  schema: unknown,
  body: unknown,
  more = {},
): Promise<readonly ContractFinding[]> {
  const contract = contractOf({ '/api/a.json': documentWith(schema, more) });
  return contract.check(exchange({ response: { body } }));
}

/** Check and outcome of all findings except plain passes. */
export const complaints = (findings: readonly ContractFinding[]): string[] =>
  findings
    .filter(({ outcome }) => outcome !== 'passed')
    .map(({ check, outcome, jsonPath }) => [check, outcome, jsonPath].filter(Boolean).join(' '));
