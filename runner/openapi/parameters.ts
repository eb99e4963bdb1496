import { failed, notMade } from './checks.ts';
import type { Violation } from './compile.ts';
import { type ContractQuestion, type Headers, headerValue } from './exchange.ts';
import type { Draft } from './finding.ts';
import { parseJson } from './json.ts';
import { type Dialect, type Documents, isProblem, type Place } from './load.ts';
import { sayViolation, showValue } from './messages.ts';
import type { OperationMatch } from './operations.ts';
import type { Parameter } from './operation.ts';
import { jsonPath } from './pointer.ts';
import type { SchemaChecks, SchemaStore } from './schema-checks.ts';

export type Given = {
  readonly documents: Documents;
  readonly schemas: SchemaStore;
  readonly dialect: Dialect;
};

// What OpenAPI leaves to other parts of a document, and a token's own header.
const elsewhere = new Set(['accept', 'content-type', 'authorization']);

/** Holds path, query and header parameters against the document. */
export function checkParameters(
  question: ContractQuestion,
  match: OperationMatch,
  given: Given,
): readonly Draft[] {
  const { operation, pathValues } = match;
  const query = groupQuery(question.query);
  const drafts = operation.parameters.flatMap((parameter) => {
    const values = valuesOf(parameter, pathValues, query, question.request.headers);
    return values === undefined ? [] : checkParameter(parameter, values, given);
  });
  const documented = operation.parameters
    .filter((parameter) => parameter.in === 'query')
    .map(({ name }) => name);
  const unknown = [...query.keys()].filter((name) => !documented.some((each) => isNamed(each, name)));
  const gaps = operation.gaps
    .filter(({ part }) => part === 'parameters')
    .map(({ message }) => notMade(message, { side: 'document' }));
  return [...drafts, ...unknown.map((name) => undocumented(name, documented)), ...gaps];
}

function undocumented(name: string, documented: readonly string[]): Draft {
  const known = documented.length > 0 ? `documented are ${documented.join(', ')}` : 'the document has none';
  return failed(`query parameter ${name} is not in the document: ${known}`, {
    severity: 'warn',
    actual: name,
    side: 'document',
    hint: 'correct its name in the spec, or add it to the document',
  });
}

function groupQuery(query: Iterable<readonly [string, string]>): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, value] of query) groups.set(name, [...(groups.get(name) ?? []), value]);
  return groups;
}

/** `filter[state]` belongs to a parameter of that name, to `filter`, or to `filter[]`; `ids[]` to `ids`. */
const isNamed = (documented: string, sent: string): boolean =>
  documented === sent || documented.replace(/\[\]$/, '') === sent.replace(/\[.*$/s, '');

/** The texts sent for a parameter; empty when it was not sent, `undefined` when it is not looked at. */
function valuesOf(
  { name, in: where }: Parameter,
  pathValues: ReadonlyMap<string, string>,
  query: ReadonlyMap<string, readonly string[]>,
  headers: Headers,
): readonly string[] | undefined {
  switch (where) {
    case 'path': {
      const value = pathValues.get(name);
      return value === undefined ? undefined : [value];
    }
    case 'query': {
      const exact = query.get(name) ?? query.get(`${name}[]`) ?? query.get(name.replace(/\[\]$/, ''));
      if (exact) return exact;
      // An object spread over `filter[a]=1&filter[b]=2`: that it was sent is all that texts can tell.
      return [...query.keys()].some((sent) => sent.startsWith(`${name}[`)) ? undefined : [];
    }
    case 'header': {
      if (elsewhere.has(name.toLowerCase())) return undefined;
      const value = headerValue(headers, name);
      return value === undefined ? [] : [value];
    }
    case 'cookie':
      return undefined;
  }
}

function checkParameter(parameter: Parameter, values: readonly string[], given: Given): readonly Draft[] {
  const { name, in: where, required, schema, place } = parameter;
  const document = (at: Place) => given.documents.locate(at);
  if (values.length === 0) {
    if (!required) return [];
    return [
      failed(`${where} parameter ${name} is required and was not sent`, {
        document: document(place),
        side: 'spec',
      }),
    ];
  }
  if (!schema) return [];
  const text = checkText(values, given.schemas(schema, given.dialect, 'request'));
  return text.map((said) => ({
    ...said,
    message: `${where} parameter ${name} ${said.message}`,
    document: document(schema),
    side: said.outcome === 'failed' ? 'spec' : 'document',
  }));
}

/** Holds texts against a schema that may want another type: they are tried as everything they could mean. */
export function checkText(values: readonly string[], schema: SchemaChecks): readonly Draft[] {
  let closest: readonly Violation[] | undefined;
  for (const meaning of meanings(values)) {
    const result = schema.validate(meaning);
    if (isProblem(result)) return [notMade(`could not be checked: ${result.problem}`)];
    if (result.violations.length === 0) return schema.findings(meaning);
    const isOtherType = result.violations.some(
      ({ keyword, keys }) => keyword === 'type' && keys.length === 0,
    );
    if (!closest || (!isOtherType && isMismatch(closest))) closest = result.violations;
  }
  return (closest ?? []).map((violation) => {
    const { keys, sentence, expected } = sayViolation(violation);
    const at = keys.length > 0 ? `at ${jsonPath(keys)} ` : '';
    return failed(`${at}${sentence}`, {
      actual: values.length === 1 ? values[0] : showValue(values),
      ...(expected === undefined ? {} : { expected }),
    });
  });
}

const isMismatch = (violations: readonly Violation[]): boolean =>
  violations.some(({ keyword, keys }) => keyword === 'type' && keys.length === 0);

function meanings(values: readonly string[]): readonly unknown[] {
  const [first = ''] = values;
  if (values.length > 1) return [values, values.map(scalar), values.at(-1)];
  const parts = first.split(/[,|]/);
  const json = /^\s*[[{]/.test(first) ? [parseJson(first)] : [];
  return [first, scalar(first), parts, parts.map(scalar), ...json];
}

/** The number, boolean or null that a text may stand for. */
export function scalar(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
}
