import type { Parameter } from '../../openapi/operation/parameter.ts';
import { fileWord, idNoun, singular, wordsOf } from '../names.ts';
import { sampleLeaf, typeOfLeaf } from '../sample/leaf.ts';
import { exampleOf, listedValues, readSchema, type SchemaFacts } from '../sample/schema-facts.ts';
import { literal } from '../sample/templates.ts';
import type { ApiOperation } from './api-model.ts';
import { withNeed } from './builder.ts';
import type { StepDraft } from './draft.ts';
import { type EnvironmentFacts, pathBehind } from './environment-facts.ts';
import { chooseToken } from './choose-token.ts';
import { expectationsOf } from './expectations.ts';
import { nounOfPath } from './id-facts.ts';
import { planBody } from './plan-body.ts';
import type { Work } from './planning.ts';
import { namedValue } from './named-value.ts';
import { provide } from './provide.ts';
import { madeUpId } from './wanted.ts';

/** Plans the request of an operation as documented; earlier requests that it needs go to the builder. */
export function planRequest(work: Work): StepDraft {
  const { operation, planning, mode } = work;
  const environment = planning.environmentOf(operation);
  const token = chooseToken(operation, environment, mode.token);
  if (token.need !== undefined) work.builder = withNeed(work.builder, token.need);
  const path = fillPath(work, environment);
  const params: Record<string, unknown> = {};
  const headers: Record<string, unknown> = { ...token.headers };
  for (const parameter of operation.operation.parameters) {
    if (!isSent(parameter, operation, environment, headers)) continue;
    if (parameter.in === 'cookie') {
      work.builder = withNeed(work.builder, `the cookie ${parameter.name}`);
      continue;
    }
    const value = parameterValue(work, parameter);
    if (parameter.in === 'query') params[parameter.name] = value;
    else headers[parameter.name] = value;
  }
  const body = planBody(work);
  return {
    id: idOf(operation),
    operation,
    path,
    token: token.name,
    params,
    headers,
    body,
    extract: new Map(),
    statuses: writtenStatuses(operation.successes),
    ...expectationsOf(planning.model.documents, operation, operation.successes[0]),
    description: undefined,
  };
}

const idOf = ({ name, method, template }: ApiOperation): string => {
  const word = fileWord(name ?? '');
  if (word !== '' && word.length <= 40) return word;
  return fileWord(`${method} ${nounOfPath(template).join(' ')}`) || 'request';
};

/** Documented statuses as a step expects them. */
export const writtenStatuses = (documented: readonly string[]): readonly (number | string)[] =>
  documented.length === 0
    ? ['2xx']
    : documented.map((status) => (/^\d{3}$/.test(status) ? Number(status) : status.toLowerCase()));

/** Whether a parameter has to be sent by the step itself. */
function isSent(
  { name, in: where, required }: Parameter,
  { operation }: ApiOperation,
  environment: EnvironmentFacts | undefined,
  headers: Readonly<Record<string, unknown>>,
): boolean {
  if (!required || where === 'path') return false;
  if (where === 'query') return !operation.credentialNames.includes(name);
  if (where === 'cookie') return true;
  const lower = name.toLowerCase();
  return (
    !['authorization', 'content-type', 'accept', 'x-on-behalf-of'].includes(lower) &&
    !Object.keys(headers).some((each) => each.toLowerCase() === lower) &&
    environment?.headers.includes(lower) !== true
  );
}

const factsOf = ({ planning }: Work, { schema }: Pick<Parameter, 'schema'>): SchemaFacts =>
  readSchema(planning.model.documents, schema ?? NOWHERE);

const NOWHERE = { file: '', pointer: '' };

/** The value of a parameter that is not in the path. */
function parameterValue(work: Work, parameter: Parameter): unknown {
  const { name, in: where } = parameter;
  const facts = exampleWith(work, parameter, factsOf(work, parameter));
  const type = typeOfLeaf(facts);
  if (type === 'array') {
    const items =
      facts.items === undefined ? undefined : readSchema(work.planning.model.documents, facts.items);
    const item =
      items === undefined ? 'text' : namedValue(work, { name: singular(name), where, facts: items });
    return typeof item === 'object' ? JSON.stringify(item) : item;
  }
  return namedValue(work, { name, where, facts });
}

/** Since 3.0, an example may be beside the schema. */
function exampleWith({ planning }: Work, { place }: Parameter, facts: SchemaFacts): SchemaFacts {
  const { keywords } = readSchema(planning.model.documents, place);
  const example = keywords.get('example') ?? keywords.get('x-example');
  return example === undefined || facts.keywords.has('example')
    ? facts
    : { ...facts, keywords: new Map([...facts.keywords, ['example', example]]) };
}

function fillPath(work: Work, environment: EnvironmentFacts | undefined): string {
  const { operation, mode } = work;
  const { template } = operation;
  const filled = template.replaceAll(/\{([^{}]+)\}/g, (_, name: string, at: number) => {
    const parameter = operation.operation.parameters.find((each) => each.in === 'path' && each.name === name);
    const facts = factsOf(work, { schema: parameter?.schema });
    const collection = template.slice(0, at).replace(/\/$/, '');
    const named = idNoun(name) ?? wordsOf(name).map(singular);
    const noun = named.length > 0 ? named : nounOfPath(collection);
    if (mode.unknown === name) return String(madeUpId({ facts, noun }));
    if (listedValues(facts) !== undefined)
      return encodeURIComponent(String(sampleLeaf(facts, name, exampleOf(facts))));
    return String(
      provide(work, { name, kind: 'id', noun, facts, isRequired: true, where: 'path', collection }),
    );
  });
  return literal(pathBehind({ ...operation, template: '' }, environment)) + filled;
}
