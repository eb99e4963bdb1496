import type { Json } from '../../language/yaml/yaml.ts';
import { isObject, own, ownList } from '../../openapi/document/json.ts';
import type { Api } from '../api.ts';
import { partsOf } from '../schema-parts.ts';
import type { Lint, LintRule } from '../rule.ts';
import { expectsSuccess } from '../statuses.ts';

/** Checks the first level of a JSON body; a run checks all of it against the schema. */
export const requiredBodyField: LintRule = {
  id: 'required-body-field',
  severity: 'warning',
  finds: 'a required body, or a required field of it, that a request does not send',
  check: (spec, { api }) =>
    spec.steps.flatMap((step): readonly Lint[] => {
      const operation = api.operationOf(spec, step);
      const documented = operation?.requestBody;
      if (operation === undefined || documented === undefined || !expectsSuccess(spec, step)) return [];
      const span = step.spans['body'] ?? step.spans['id'] ?? step.span;
      const level = step.section === 'test' ? ({ severity: 'error' } as const) : {};
      const about = `${operation.method} ${operation.template}`;
      const isForm = step.content.kind === 'form' || step.content.kind === 'multipart';
      if (isForm) return [];
      if (step.body === undefined)
        return documented.required
          ? [{ span, message: `${about} requires a body, and none is sent`, hint: 'add body:', ...level }]
          : [];
      const media = Object.entries(documented.content).find(([type]) => /[/+]json\b/i.test(type))?.[1];
      if (media?.schema === undefined) return [];
      return missingIn(api, media.schema, step.body).map((name) => ({
        span,
        message: `the body of ${about} requires "${name}", which is not sent`,
        hint: `add ${name}: to the body`,
        ...level,
      }));
    }),
};

function missingIn(api: Api, place: Parameters<typeof partsOf>[1], body: Json): readonly string[] {
  if (!isObject(body) || Object.keys(body).some((key) => /\{\{|<</.test(key))) return [];
  const { parts } = partsOf(api.documents, place, 'all');
  const readOnly = new Set(
    parts.flatMap(({ value }) =>
      Object.entries((own(value, 'properties') as object | undefined) ?? {})
        .filter(([, schema]) => own(schema, 'readOnly') === true)
        .map(([name]) => name),
    ),
  );
  const required = parts.flatMap(({ value }) => ownList(value, 'required'));
  return [...new Set(required)].filter(
    (name): name is string => typeof name === 'string' && !Object.hasOwn(body, name) && !readOnly.has(name),
  );
}
