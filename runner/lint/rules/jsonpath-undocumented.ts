import { nearest } from '../../language/diagnostic.ts';
import { pathQueryOf } from '../../language/jsonpath/jsonpath.ts';
import type { Spec } from '../../language/parse.ts';
import type { Span } from '../../language/source.ts';
import type { Step } from '../../language/step/step.ts';
import { isTemplate } from '../../language/template/compile.ts';
import { isDataType } from '../../openapi/operation/media-type.ts';
import type { DocumentPlace } from '../../openapi/document/documents.ts';
import type { Operation } from '../../openapi/operation/operation.ts';
import type { Api } from '../api.ts';
import { findMiss } from '../documented-path.ts';
import type { Lint, LintRule } from '../rule.ts';
import { isExpected, statusesOf } from '../statuses.ts';

/** A warning, because documents are often behind the API. */
export const jsonPathUndocumented: LintRule = {
  id: 'jsonpath-undocumented',
  severity: 'warning',
  finds: 'a JSONPath that can never match the documented answer',
  check: (spec, { api }) =>
    spec.steps.flatMap((step) => {
      const paths = pathsOf(step);
      const schemas = paths.length === 0 ? undefined : schemasOf(spec, step, api);
      return schemas === undefined ? [] : paths.flatMap((path) => lintPath(api, step, schemas, path));
    }),
};

type PathInStep = { readonly path: string; readonly span: Span };

function pathsOf({ extract, expect, spans, span }: Step): readonly PathInStep[] {
  const extracted = extract.flatMap(({ name, from, optional }) =>
    from.kind === 'body' && !optional ? [{ path: from.path, span: spans[`extract.${name}`] ?? span }] : [],
  );
  const expected = Object.entries(expect.body)
    .filter(([, wanted]) => !mayBeAbsent(wanted))
    .map(([path]) => ({ path, span: spans[`expect.body.${path}`] ?? span }));
  return [...extracted, ...expected].filter(({ path }) => !isTemplate(path));
}

const mayBeAbsent = (wanted: unknown): boolean => /"(exists|count)":/.test(JSON.stringify(wanted) ?? '');

/** The schemas of the JSON responses that a step expects; undefined if a response has none. */
function schemasOf(spec: Spec, step: Step, api: Api): readonly DocumentPlace[] | undefined {
  const statuses = statusesOf(spec, step);
  const operation = api.operationOf(spec, step);
  if (statuses === undefined || operation === undefined) return undefined;
  const all: readonly [string, Operation['responses'][string]][] = Object.entries(operation.responses);
  const expected = all.filter(([status]) => isExpected(statuses, status));
  const counted = expected.length > 0 ? expected : all.filter(([status]) => status === 'default');
  const schemas = counted.flatMap(([, { content }]) => {
    const media = Object.entries(content).filter(([type]) => isDataType(type));
    return media.length === 0 ? [undefined] : media.map(([, { schema }]) => schema);
  });
  const known = schemas.filter((schema) => schema !== undefined);
  return known.length > 0 && known.length === schemas.length ? known : undefined;
}

function lintPath(
  api: Api,
  step: Step,
  schemas: readonly DocumentPlace[],
  { path, span }: PathInStep,
): readonly Lint[] {
  const query = pathQueryOf(path);
  if (query === undefined) return [];
  const misses = schemas.map((schema) => findMiss(api.documents, schema, query));
  const [miss] = misses;
  if (miss === undefined || misses.includes(undefined)) return [];
  const guess = nearest(miss.name, miss.known);
  const isImpossible = misses.every((each) => each?.isImpossible === true);
  return [
    {
      span,
      severity: isImpossible ? 'error' : 'warning',
      message: isImpossible
        ? `${path} can never match the documented answer of ${step.method} ${step.path}: nothing named ${miss.name} can be there`
        : `${path} matches nothing that is documented for the answer of ${step.method} ${step.path}: ${miss.name} is not there`,
      hint:
        guess !== undefined
          ? `did you mean "${guess}"?`
          : miss.known.length > 0
            ? `documented there: ${miss.known.slice(0, 10).join(', ')}`
            : 'correct the path, or the document',
    },
  ];
}
