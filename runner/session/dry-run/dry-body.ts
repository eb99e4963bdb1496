import { isMap } from '../../environment/json-data.ts';
import { writeExactJson } from '../../language/json/exact-json.ts';
import { mapList, mapRecord } from '../../language/records.ts';
import type { Step } from '../../language/step/step.ts';
import { asText, type Lookup, Rendering } from '../../language/template/template.ts';
import type { WrittenTexts } from '../../language/template/written.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import { queryString } from '../../run/request/url.ts';
import type { Scope } from '../../run/scope/scope.ts';
import type { Redactor } from '../../run/secrets/redactor.ts';

/** The variables of a step with a value before the first answer, and the redactor. */
type KnownBefore = {
  readonly scope: Scope;
  readonly isKnown: (name: string) => boolean;
  readonly redactor: Redactor;
};

/** A longer body is cut. */
const LONGEST = 4_000;

/** The body of a step as it would be sent, redacted; a variable without a value yet stays as written. */
export function dryBody(step: Step, { scope, isKnown, redactor }: KnownBefore): string | undefined {
  const { content, fileFields } = step;
  let isHelped = true;
  const lookup: Lookup = Object.assign(
    (name: string) => (isKnown(name) ? scope.lookup(name) : `{{${name}}}`),
    {
      onHelp: (sources: readonly unknown[], made: unknown) => {
        isHelped &&= !sources.some((each) => typeof each === 'string' && each.includes('{{'));
        scope.lookup.onHelp?.(sources, made);
      },
    },
  );
  const work = new Rendering(lookup);
  const isJson = content.kind === 'json';
  const written = step.body ?? undefined;
  const filled =
    written === undefined || isJson ? written && work.json(written) : work.texts(written as WrittenTexts);
  const fields = work.texts(step.formFields);
  // A helper needs a value for each of its variables.
  const isFilled = isHelped && work.problems.length === 0;
  const body = (isFilled ? filled : written) as Json | undefined;
  const form = (isFilled ? fields : step.formFields) as Readonly<Record<string, Json>>;
  redactor.addSensitive(knownPartOf(body ?? null));
  redactor.addSensitive(knownPartOf(form));
  const text = textOf(step, redactor.json(body), redactor.json(form));
  const files = fileFields.map(({ fieldName, filePath }) => `${fieldName}=@${filePath}`).map(redactor.text);
  const all = [...(text === undefined || text === '' ? [] : [text]), ...files].join('&');
  if (all === '') return undefined;
  return all.length > LONGEST ? `${all.slice(0, LONGEST)}…` : all;
}

function textOf(
  { content, body: written }: Step,
  body: Json | undefined,
  form: Readonly<Record<string, Json>>,
): string | undefined {
  switch (content.kind) {
    case 'json':
      if (written === undefined) return undefined;
      return content.isSpeltOut && typeof body === 'string' ? body : writeExactJson(body ?? null);
    case 'text':
      return body === undefined || body === null ? undefined : asText(body);
    case 'form':
    case 'multipart':
      if (typeof body === 'string') return body;
      // Variables and names of secrets are shown as written.
      return queryString({ ...(isMap(body) ? (body as Readonly<Record<string, Json>>) : {}), ...form })
        .replaceAll(/%7B%7B(.*?)%7D%7D/g, (_, name: string) => `{{${decodeURIComponent(name)}}}`)
        .replaceAll(/%24(?=[A-Z_])/g, '$');
  }
}

/** A value without the texts whose variables have no value yet: such a text is not a secret. */
function knownPartOf(value: Json): Json {
  if (typeof value === 'string') return value.includes('{{') ? '' : value;
  if (Array.isArray(value)) return mapList(value as readonly Json[], knownPartOf);
  return isMap(value) ? mapRecord(value as Readonly<Record<string, Json>>, knownPartOf) : value;
}
