import type { DocumentContract } from '../../openapi/check/document-contract.ts';
import { SCHEMA_CHECKS } from '../../openapi/contract-checks.ts';
import { headerValue } from '../../openapi/check/contract-question.ts';
import type { ContractFinding, Severities } from '../../openapi/check/finding.ts';
import type { Operation } from '../../openapi/operation/operation.ts';
import { nearest } from '../../language/diagnostic.ts';
import { readAnyNumber } from '../../openapi/document/exact.ts';
import { replaceExact } from '../../language/json/exact-json.ts';
import type { Spec } from '../../language/parse.ts';
import type { Mutable } from '../../language/records.ts';
import { placeAt, type PlaceInText, type Span } from '../../language/source.ts';
import type { Step } from '../../language/step/step.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import { checkAt, passedAt } from './place-check.ts';
import type { Check, OperationName } from '../events.ts';
import type { RenderedStep } from '../request/render.ts';
import type { Contract, ContractInput } from './contract.ts';
import { spanFor } from './finding-span.ts';

export type DocumentSource = {
  readonly contract: DocumentContract;
  /** The spec's `swagger:` as it is looked up, and the folders to search. */
  readonly lookUp: (spec: Spec) => {
    readonly swagger: string | undefined;
    readonly folders: readonly string[];
  };
  /** How the path of a document is shown, alone or in a sentence. */
  readonly show: (text: string) => string;
};

/** Creates the contract of a run from its API documents. */
export function createDocumentContract({ contract, lookUp, show }: DocumentSource): Contract {
  const names = new WeakMap<Operation, OperationName>();
  const named = (operation: Operation | undefined): OperationName | undefined => {
    if (operation === undefined) return undefined;
    const known = names.get(operation);
    if (known !== undefined) return known;
    const { document, method, template } = operation;
    const name = { document: show(document), method, template };
    names.set(operation, name);
    return name;
  };
  return {
    findDocument: (spec, severity) => {
      const where = lookUp(spec);
      const finding = contract.findDocument({ ...where, ...endpointOf(spec) }, severity as Severities);
      if (finding === undefined) return undefined;
      const place = placeAt(spec.source, spec.metadata.spans['swagger'] ?? startOf(spec));
      const check = toCheck(place, finding, show);
      if (check.outcome === 'passed' || check.hint !== undefined || where.swagger === undefined) return check;
      return { ...check, hint: suggestDocument(where.swagger, contract.listed(where).map(show)) };
    },
    basePaths: (spec) => contract.basePaths(lookUp(spec)),
    operationOfEndpoint: (spec) => {
      const { swagger, folders } = lookUp(spec);
      return named(contract.find({ swagger, folders, ...endpointOf(spec) }));
    },
    declaresOnBehalf: (spec, method, path) => {
      const { swagger, folders } = lookUp(spec);
      const operation = contract.find({ swagger, folders, method, path: path.split('?')[0]! });
      return operation?.declaresOnBehalf ?? false;
    },
    operationOf: ({ spec, step, filled }) => {
      const { swagger, folders } = lookUp(spec);
      return named(contract.find({ swagger, folders, method: step.method, path: pathOf(filled) }));
    },
    check: (input) => {
      const { spec, step } = input;
      let span: Span | undefined;
      let place: PlaceInText | undefined;
      return contract.check(questionOf(input, lookUp(spec)), severitiesOf(input)).map((finding) => {
        const at = spanFor(spec, step, finding);
        // Most of them speak of the same part of the step.
        if (place === undefined || at !== span) place = placeAt(spec.source, at);
        span = at;
        return toCheck(place, hideRead(finding, input), show);
      });
    },
  };
}

/** A finding without values that were decoded or cut from a text with a secret. */
function hideRead(finding: ContractFinding, { isHidden }: ContractInput): ContractFinding {
  if (finding.source === undefined || !isHidden(finding.source)) return finding;
  const { source: _source, veiled, actual, pointer: _pointer, ...rest } = finding;
  return { ...rest, message: veiled ?? rest.message, ...(actual !== undefined && { actual: '***' }) };
}

/** The method and path of a spec's endpoint; a spec without one does not run. */
const endpointOf = ({ metadata: { method = 'GET', path = '/' } }: Spec) => ({ method, path });

/** Where the frontmatter begins that lacks a key. */
const startOf = ({ metadata: { spans }, source }: Spec): Span =>
  spans['endpoint'] ?? { start: 0, end: Math.min(source.text.length, 3) };

/** A document to name instead of a missing one: one with the same file name, or nearly the same path. */
function suggestDocument(swagger: string, paths: readonly string[]): string {
  const fileOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  const guess =
    nearest(swagger, paths) ??
    paths.find((path) => fileOf(path) === fileOf(swagger)) ??
    paths.find((path) => nearest(fileOf(swagger), [fileOf(path)]) !== undefined);
  return guess === undefined
    ? 'correct swagger: in the spec, or name the folder that holds the documents with --swagger'
    : `did you mean "${guess}"?`;
}

const WITHOUT_SCHEMA: Severities = Object.fromEntries(SCHEMA_CHECKS.map((name) => [name, 'off']));

function severitiesOf({ step, severity }: ContractInput): Severities {
  if (step.expect.schema) return severity as Severities;
  return { ...(severity as Severities), ...WITHOUT_SCHEMA };
}

function questionOf(
  { spec, step, filled, request, token, answer, setCookies, onSecret }: ContractInput,
  found: ReturnType<DocumentSource['lookUp']>,
) {
  return {
    swagger: found.swagger,
    folders: found.folders,
    method: step.method,
    path: pathOf(filled),
    query: queryOf(request.url),
    isEncoded: (name: string) => Object.hasOwn(filled.params, name.replace(/\[.*$/s, '')),
    token,
    onSecret,
    specTokens: spec.metadata.tokens,
    request: {
      headers: request.headers,
      contentType: headerValue(request.headers, 'content-type'),
      body: isForm(step) ? undefined : toContractValue(filled.body),
      sent: request.body,
      hasBody: request.body !== undefined,
    },
    response: {
      status: answer.status,
      headers: setCookies === undefined ? answer.headers : { ...answer.headers, 'set-cookie': setCookies },
      contentType: answer.headers['content-type'],
      body: answer.rounded === undefined ? answer.json : toContractValue(answer.json),
      text: answer.text,
      isJson: answer.json !== undefined,
      size: answer.bodyBytes,
    },
  };
}

/** The query of a URL, without its question mark. */
const queryOf = (url: string): string => /\?([^#]*)/.exec(url)?.[1] ?? '';

/** A value with its exact numbers as the contract represents them; the same value if it has none. */
const toContractValue = (value: unknown): unknown =>
  replaceExact(value, ({ digits }) => readAnyNumber(digits));

const pathOf = ({ path }: RenderedStep): string =>
  path.includes('?') ? path.slice(0, path.indexOf('?')) : path;

const isForm = ({ content: { kind } }: Step): boolean => kind === 'form' || kind === 'multipart';

/** A check that passed and shows nothing, as most do. */
const isPlainPass = ({ outcome, expected, actual, hint, pointer, side }: ContractFinding): boolean =>
  outcome === 'passed' &&
  expected === undefined &&
  actual === undefined &&
  hint === undefined &&
  pointer === undefined &&
  side === undefined;

function toCheck(place: PlaceInText, finding: ContractFinding, show: DocumentSource['show']): Check {
  const { check, severity, outcome, message, hint, pointer, count, side, document } = finding;
  if (isPlainPass(finding)) return passedAt(place, check, severity);
  const made: Mutable<Check> = checkAt(place, {
    name: check,
    severity,
    outcome,
    expected: (finding.expected ?? null) as Json,
    actual: (finding.actual ?? null) as Json,
    message: outcome === 'passed' ? '' : show(message),
  });
  if (finding.expected !== undefined && finding.actual === undefined && outcome === 'failed')
    made.isAbsent = true;
  if (hint !== undefined) made.hint = show(hint);
  if (pointer !== undefined) made.pointer = pointer;
  if (count !== undefined && count > 1) made.count = count;
  if (side !== undefined) made.side = side;
  if (document !== undefined && outcome !== 'passed')
    made.document = { path: show(document.path), line: document.line, column: document.column };
  return made;
}
