import type { HttpRequest } from '../http/exchange.ts';
import type { Contract as DocumentContract } from '../openapi/contract.ts';
import type { CheckName, Finding, Severities } from '../openapi/finding.ts';
import type { Answer } from '../spec/condition.ts';
import type { Spec } from '../spec/parse.ts';
import type { Draft } from '../spec/records.ts';
import type { Span } from '../spec/source.ts';
import type { Step } from '../spec/step.ts';
import type { Json } from '../spec/yaml.ts';
import { placeCheck } from './check.ts';
import type { Check, OperationName } from './events.ts';
import type { Filled } from './fill.ts';

/** One exchange, as the contract sees it. */
export type ContractInput = {
  readonly spec: Spec;
  readonly step: Step;
  readonly filled: Filled;
  readonly request: HttpRequest;
  readonly token: string;
  readonly answer: Answer;
  readonly severity: Readonly<Record<string, string>>;
};

/** Holds requests and answers against the API document of a spec. */
export type Contract = {
  readonly check: (input: ContractInput) => readonly Check[];
  /** The documented operation that an exchange belongs to. */
  readonly operationOf: (input: ContractInput) => OperationName | undefined;
  /** Whether the document declares `X-On-Behalf-Of` for the operation. */
  readonly declaresOnBehalf: (spec: Spec, method: string, path: string) => boolean;
};

/** `--contract off`: nothing is held against any document. */
export const noContract: Contract = {
  check: () => [],
  operationOf: () => undefined,
  declaresOnBehalf: () => false,
};

export type DocumentSource = {
  readonly contract: DocumentContract;
  /** The spec's `swagger:` as it can be looked up, and the folders to look in. */
  readonly lookUp: (spec: Spec) => {
    readonly swagger: string | undefined;
    readonly folders: readonly string[];
  };
  /** How a document's path, alone or in a sentence, is shown. */
  readonly show: (text: string) => string;
};

/** Checks that `expect: { schema: false }` leaves out: the step asks for something that the document does not describe. */
const SCHEMA_CHECKS: readonly CheckName[] = [
  'operation-found',
  'response-schema',
  'response-format',
  'undocumented-field',
  'example-shape',
];

/** Makes the contract of a run from the API documents it can see. */
export function createDocumentContract({ contract, lookUp, show }: DocumentSource): Contract {
  return {
    declaresOnBehalf: (spec, method, path) =>
      contract.find({ ...lookUp(spec), method, path: path.split('?')[0]! })?.declaresOnBehalf ?? false,
    operationOf: ({ spec, step, filled }) => {
      const { swagger, folders } = lookUp(spec);
      const operation = contract.find({ swagger, folders, method: step.method, path: pathOf(filled) });
      return (
        operation && {
          document: show(operation.document),
          method: operation.method,
          template: operation.template,
        }
      );
    },
    check: (input) => {
      const { spec, step } = input;
      return contract
        .check(questionOf(input, lookUp(spec)), severitiesOf(input))
        .map((finding) => toCheck(spec, step, finding, show));
    },
  };
}

function severitiesOf({ step, severity }: ContractInput): Severities {
  if (step.expect.schema) return severity as Severities;
  return { ...(severity as Severities), ...Object.fromEntries(SCHEMA_CHECKS.map((name) => [name, 'off'])) };
}

function questionOf(
  { spec, step, filled, request, token, answer }: ContractInput,
  found: ReturnType<DocumentSource['lookUp']>,
) {
  return {
    swagger: found.swagger,
    folders: found.folders,
    method: step.method,
    path: pathOf(filled),
    query: request.url.includes('?') ? new URL(request.url).searchParams : noQuery,
    token,
    specTokens: spec.metadata.tokens,
    request: {
      headers: request.headers,
      contentType: Object.entries(request.headers).find(
        ([name]) => name.toLowerCase() === 'content-type',
      )?.[1],
      body:
        step.content.kind === 'form' || step.content.kind === 'multipart'
          ? { ...asMap(filled.body), ...filled.formFields }
          : filled.body,
      hasBody: request.body !== undefined,
    },
    response: {
      status: answer.status,
      headers: answer.headers,
      contentType: answer.headers['content-type'],
      body: answer.json,
      isJson: answer.json !== undefined,
      size: answer.bodyBytes,
    },
  };
}

/** Nobody adds to it. */
const noQuery = new URLSearchParams();

const pathOf = ({ path }: Filled): string => (path.includes('?') ? path.slice(0, path.indexOf('?')) : path);

const asMap = (value: Json | undefined): Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)
    : {};

function toCheck(spec: Spec, step: Step, finding: Finding, show: DocumentSource['show']): Check {
  const { check, severity, outcome, message, hint, pointer, count, side, document } = finding;
  const made: Draft<Check> = placeCheck(spec, spanFor(spec, step, finding), {
    name: check,
    severity,
    outcome,
    expected: (finding.expected ?? null) as Json,
    actual: (finding.actual ?? null) as Json,
    message: outcome === 'passed' ? '' : show(message),
  });
  if (hint !== undefined) made.hint = show(hint);
  if (pointer !== undefined) made.pointer = pointer;
  if (count !== undefined && count > 1) made.count = count;
  if (side !== undefined) made.side = side;
  if (document !== undefined && outcome !== 'passed')
    made.document = { path: show(document.path), line: document.line, column: document.column };
  return made;
}

/** Where in the spec a finding points: at what was sent, at the document's name, or at what is expected. */
function spanFor(spec: Spec, step: Step, { check }: Finding): Span {
  const { spans } = step;
  switch (check) {
    case 'operation-found':
      return spec.metadata.spans['swagger'] ?? spans['path'] ?? step.span;
    case 'deprecated-operation':
      return spans['path'] ?? step.span;
    case 'token-documented':
      return spans['token'] ?? spec.metadata.spans['tokens'] ?? step.span;
    case 'request-params':
      return spans['params'] ?? spans['path'] ?? step.span;
    case 'request-content-type':
    case 'request-body':
      return spans['body'] ?? spans['form_fields'] ?? spans['id'] ?? step.span;
    case 'response-status':
      return spans['expect.status'] ?? spans['id'] ?? step.span;
    case 'response-content-type':
    case 'response-headers':
    case 'response-schema':
    case 'response-format':
    case 'undocumented-field':
    case 'example-shape':
      return spans['id'] ?? step.span;
  }
}
