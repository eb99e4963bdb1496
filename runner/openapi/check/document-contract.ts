import { Findings, failed, notMade } from './checks.ts';
import { createCompiler } from '../schema/engine/compile.ts';
import { findDocument } from './document-found.ts';
import type { ContractQuestion } from './contract-question.ts';
import { type Located, type OperationQuery, locateOperation } from '../operation/find.ts';
import type { FindingDraft, ContractFinding, Severities } from './finding.ts';
import type { Documents } from '../document/documents.ts';
import { openedOf, openNamed, type DocumentQuery } from '../document/named.ts';
import { problemOfServers } from '../operation/servers.ts';
import type { Operation } from '../operation/operation.ts';
import { operationIndexOf, type OperationIndex } from '../operation/operations.ts';
import { checkRequest } from './request.ts';
import { tellSecretsOfBody } from './request-body.ts';
import { checkResponse } from './response.ts';
import { createSchemaStore } from './schema-checks.ts';
import { normaliseToken } from '../document/tokens.ts';
import type { NullableReading } from '../schema/conversion.ts';
import type { CheckContext } from './check-context.ts';

/** Checks exchanges against API documents. */
export type DocumentContract = {
  readonly operations: OperationIndex;
  /**
   * Compares one exchange with the document. Each check that was made gives a `passed` finding or its failures; one that could
   * not be made says why. A 4xx response may be the refusal that the spec tests, so then the request is not criticized.
   */
  readonly check: (question: ContractQuestion, severities?: Severities) => readonly ContractFinding[];
  /**
   * Whether the document that a spec names exists and can be read; asked once per spec, with its endpoint. Undefined if the
   * check is off.
   */
  readonly findDocument: (endpoint: OperationQuery, severities?: Severities) => ContractFinding | undefined;
  /** The available documents, by path. */
  readonly listed: (where: DocumentQuery) => readonly string[];
  /** The base paths of the documents that a spec names. */
  readonly basePaths: (where: DocumentQuery) => readonly string[];
  /** The operation that a request would be checked against. */
  readonly find: (asked: OperationQuery) => Operation | undefined;
};

/** Creates a contract. */
export function createContract(options: {
  readonly documents: Documents;
  readonly severities?: Severities;
  readonly nullable?: NullableReading;
  /** The clock for the time limit of patterns. */
  readonly now?: () => number;
}): DocumentContract {
  const { documents } = options;
  const time = options.now === undefined ? {} : { now: options.now };
  const operations = operationIndexOf(documents);
  const compiler = createCompiler(time);
  const { nullable = 'strict' } = options;
  const stores = {
    decides: createSchemaStore(documents, compiler, { discriminator: 'decides', nullable }),
    hints: createSchemaStore(documents, compiler, { discriminator: 'hints', nullable }),
  };

  const withOwn = (severities: Severities): Severities =>
    options.severities === undefined ? severities : { ...options.severities, ...severities };

  // A step looks up its operation, and then checks its response: the same operation is not looked up twice.
  let last: { readonly asked: OperationQuery; readonly located: Located } | undefined;
  const locate = ({ swagger, folders, method, path }: OperationQuery): Located => {
    const { asked } = last ?? {};
    if (
      last === undefined ||
      asked?.path !== path ||
      asked.method !== method ||
      asked.swagger !== swagger ||
      asked.folders !== folders
    )
      last = {
        asked: { swagger, folders, method, path },
        located: locateOperation(documents, operations, { swagger, folders, method, path }),
      };
    return last.located;
  };

  const check = (question: ContractQuestion, severities: Severities = {}): readonly ContractFinding[] => {
    const findings = new Findings(withOwn(severities));
    const located = locate(question);
    if (located.draft !== undefined) findings.add('operation-found', [located.draft]);
    if (located.outcome === 'missing') {
      for (const { dialect, root } of openedOf(openNamed(documents, question))) {
        const problem = dialect === '2.0' ? undefined : problemOfServers([root]);
        if (problem !== undefined) findings.add('operation-found', [sayServers(problem)]);
      }
      return findings.all();
    }
    const { match, document } = located;
    const { serversProblem } = match.operation;
    if (serversProblem !== undefined) findings.add('operation-found', [sayServers(serversProblem)]);
    const schemas = stores[document.discriminator];
    const context: CheckContext = {
      documents,
      schemas,
      dialect: document.dialect,
      onSecret: question.onSecret,
    };
    findings.conclude(
      'deprecated-operation',
      deprecation(match.operation, documents),
      'the operation is not deprecated',
    );
    const { status } = question.response;
    const isRefused = status >= 400 && status < 500;
    if (!isRefused) {
      if (match.operation.tokens.length > 0) {
        const drafts = checkTokens(question, match.operation, documents);
        findings.conclude('token-documented', drafts, 'the token types are documented');
      }
      checkRequest(question, match, context, findings);
    }
    tellSecretsOfBody(question, match.operation, context);
    checkResponse(question, match.operation, context, findings);
    return findings.all();
  };
  const find = (asked: OperationQuery): Operation | undefined => {
    const located = locate(asked);
    return located.outcome === 'found' ? located.match.operation : undefined;
  };
  return {
    operations,
    check,
    find,
    findDocument: (endpoint, severities = {}) => {
      const findings = new Findings(withOwn(severities));
      if (findings.wants('document-found'))
        findings.add('document-found', [findDocument(documents, operations, endpoint)]);
      return findings.all()[0];
    },
    listed: ({ folders }) => folders.flatMap((folder) => documents.list(folder)),
    basePaths: (where) =>
      openedOf(openNamed(documents, where)).flatMap((document) => operations.basePaths(document)),
  };
}

/** Then the base paths are known only in part. */
const sayServers = (problem: string): FindingDraft =>
  notMade(problem, { severity: 'warn', side: 'document' });

const NONE: readonly FindingDraft[] = [];

function deprecation(
  { deprecated, method, template, document, pointer }: Operation,
  documents: Documents,
): readonly FindingDraft[] {
  if (!deprecated) return NONE;
  const at = documents.locate({ file: document, pointer });
  return [
    failed(`${method} ${template} is deprecated`, {
      document: at,
      side: 'spec',
      hint: 'use what replaces it',
    }),
  ];
}

function checkTokens(
  question: ContractQuestion,
  operation: Operation,
  documents: Documents,
): readonly FindingDraft[] {
  const documented = operation.tokens;
  const say = (message: string, actual: unknown): FindingDraft => {
    const document = documents.locate({ file: operation.document, pointer: operation.pointer });
    return failed(message, { expected: documented, actual, document, side: 'document' });
  };
  const drafts: FindingDraft[] = [];
  const used = question.token;
  const isDocumented = (token: string): boolean => documented.includes(normaliseToken(token));
  if (used !== undefined && used !== 'none' && !isDocumented(used))
    drafts.push(say(`a ${used} token was used; the document lists ${documented.join(', ')}`, used));
  const extra = (question.specTokens ?? []).filter(
    (token) => token !== 'none' && token !== used && !isDocumented(token),
  );
  if (extra.length > 0)
    drafts.push({
      ...say(`the spec lists ${extra.join(', ')}; the document lists ${documented.join(', ')}`, extra),
      side: 'spec',
    });
  return drafts;
}
