import type { DocumentPlace } from '../../openapi/document/documents.ts';
import type { Media } from '../../openapi/operation/media.ts';
import { fileWord } from '../names.ts';
import type { Need } from '../sample/need.ts';
import { sampleBody } from '../sample/sample.ts';
import { readSchema } from '../sample/schema-facts.ts';
import { fillStandIns, literalValue } from '../sample/templates.ts';
import { jsonMedia } from './api-model.ts';
import { type Builder, withNeed } from './builder.ts';
import type { BodyDraft } from './draft.ts';
import { MAX_TRIES, type Work } from './planning.ts';
import { namedValue } from './named-value.ts';
import { provide } from './provide.ts';
import { MADE_UP_TEXT } from './wanted.ts';

/** A body that the document accepts: the first that needs no person, else the first one. */
export function planBody(work: Work): BodyDraft | undefined {
  const { requestBody, method } = work.operation.operation;
  if (requestBody === undefined || method === 'GET' || method === 'HEAD') return undefined;
  const { content, required } = requestBody;
  const json = jsonMedia(content);
  if (json === undefined) return planForm(work);
  const type = Object.keys(content).find((each) => content[each] === json)!;
  if (json.schema === undefined && json.examples.length === 0) {
    if (required) need(work, 'a body, which the document does not describe');
    return undefined;
  }
  const contentType = type.includes('*') || type === 'application/json' ? undefined : type;
  return { kind: 'json', value: planJson(work, json), contentType };
}

const need = (work: Work, what: string): void => {
  work.builder = withNeed(work.builder, what);
};

type Attempt = { readonly branch: number; readonly isFull: boolean; readonly example: unknown };

/** Examples of the whole come first, then the alternatives of the schema, then those with all that may be left out. */
const attemptsFor = (examples: readonly unknown[]): readonly Attempt[] => [
  ...examples.slice(0, 2).map((example) => ({ branch: 0, isFull: false, example })),
  ...[0, 1, 2, 3].map((branch) => ({ branch, isFull: false, example: undefined })),
  ...[0, 1].map((branch) => ({ branch, isFull: true, example: undefined })),
];

type Tried = { readonly builder: Builder; readonly value: unknown; readonly problem: string | undefined };

function planJson(work: Work, { schema, examples }: Media): unknown {
  const before = work.builder;
  let best: Tried | undefined;
  for (const attempt of attemptsFor(examples)) {
    const tried = tryBody({ ...work, builder: before }, schema, attempt);
    if (tried.problem === undefined && tried.builder.needs.length === before.needs.length) {
      work.builder = tried.builder;
      return tried.value;
    }
    if (best === undefined || (best.problem !== undefined && tried.problem === undefined)) best = tried;
    if (++work.tries.count > MAX_TRIES) break;
  }
  work.builder = best!.builder;
  if (best!.problem !== undefined) need(work, `a body that fits the document: ${best!.problem}`);
  return best!.value;
}

/** One try, held against the schema with something of the right kind in the place of each variable. */
function tryBody(work: Work, schema: DocumentPlace | undefined, { branch, isFull, example }: Attempt): Tried {
  const { planning, operation } = work;
  if (schema === undefined)
    return { builder: work.builder, value: literalValue(example), problem: undefined };
  const value = sampleBody(
    {
      documents: planning.model.documents,
      branch,
      isFull,
      provide: (wanted) => provideInBody(work, wanted),
    },
    schema,
    example,
  );
  const checks = planning.schemasOf(operation)(schema, operation.api.document.dialect, 'request');
  const problem = checks
    .findings(fillStandIns(value, work.builder.standIns))
    .find(({ outcome }) => outcome === 'failed')?.message;
  return { builder: work.builder, value, problem };
}

function provideInBody(work: Work, wanted: Need): unknown {
  if (wanted.kind !== 'file') return provide(work, { ...wanted, where: 'body', collection: undefined });
  if (!wanted.isRequired) return undefined;
  if (work.mode.ids === 'made-up') return MADE_UP_TEXT;
  need(work, `a file for ${wanted.name}`);
  return `{{${fileWord(wanted.name) || 'file'}}}`;
}

function planForm(work: Work): BodyDraft | undefined {
  const { content, fields, required } = work.operation.operation.requestBody!;
  const type = Object.keys(content).find((each) => /form/i.test(each));
  if (type === undefined) {
    if (required) need(work, `a body of type ${Object.keys(content)[0] ?? 'unknown'}`);
    return undefined;
  }
  if (fields.length > 0) {
    const values: Record<string, unknown> = {};
    for (const { name, required: isRequired, isFile, schema } of fields) {
      if (!isRequired) continue;
      if (isFile) need(work, `a file for ${name}`);
      else
        values[name] = namedValue(work, {
          name,
          where: 'body',
          facts: readSchema(work.planning.model.documents, schema),
        });
    }
    return Object.keys(values).length === 0 ? undefined : { kind: 'form', fields: values };
  }
  const { schema, examples } = content[type]!;
  if (schema === undefined) {
    need(work, 'the fields of a form, which the document does not describe');
    return undefined;
  }
  const tried = tryBody(work, schema, { branch: 0, isFull: false, example: examples[0] });
  const value = tried.value as Readonly<Record<string, unknown>> | undefined;
  const isFlat = Object.values(value ?? {}).every((each) => typeof each !== 'object');
  if (!isFlat) need(work, 'fields of a form that hold objects');
  return value === undefined || !isFlat || Object.keys(value).length === 0
    ? undefined
    : { kind: 'form', fields: value };
}
