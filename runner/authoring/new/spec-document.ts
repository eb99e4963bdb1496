import { fileWord } from '../names.ts';
import { toOneLine, yamlText } from '../yaml-text.ts';
import type { SpecDraft, StepDraft } from './draft.ts';
import { yamlLines } from './yaml-lines.ts';

/** A new spec as text. */
export function specDocument(draft: SpecDraft, swagger: string): string {
  const { operation, needs, prerequisites, cleanup, token } = draft;
  const path = draft.test.path.replaceAll(/\{\{([\w.]+)\}\}/g, '{$1}');
  const base = endpointBase(path, operation.template);
  return [
    '---',
    `endpoint: ${yamlText(`${operation.method} ${base}${operation.template}`)}`,
    `domain: ${yamlText(domainOf(draft))}`,
    `swagger: ${yamlText(swagger)}`,
    ...(needs.length === 0
      ? ['status: pending']
      : ['status: skipped', `skipReason: ${JSON.stringify(toOneLine(`needs ${needs.join('; ')}`, 300))}`]),
    `tokens: [${token}]`,
    ...(draft.usesFallback ? ['useFallbackApi: true'] : []),
    '---',
    `# ${draft.title}`,
    '',
    ...(draft.summary === '' ? [] : [draft.summary, '']),
    ...section('Prerequisites', prerequisites, token),
    ...section('Test Request', [draft.test], token),
    ...section('Cleanup', cleanup, token),
  ].join('\n');
}

/** The prefix of the documented path in each request. */
const endpointBase = (path: string, template: string): string => {
  const segments = template.split('/').length - 1;
  return path
    .split('/')
    .slice(0, -segments || undefined)
    .join('/');
};

const domainOf = ({ operation: { tag, template, api } }: SpecDraft): string =>
  fileWord(tag ?? '') ||
  fileWord(template.split('/').find((each) => /^[a-z]/i.test(each) && !/^v\d+$/.test(each)) ?? '') ||
  fileWord(api.survey.title) ||
  'api';

function section(title: string, steps: readonly StepDraft[], token: string): readonly string[] {
  if (steps.length === 0) return [];
  const ids = new Set<string>();
  const lines = steps.map((step) => {
    const id = uniqueId(step.id, ids);
    return stepLines({ ...step, id }, token);
  });
  return [
    `## ${title}`,
    '',
    '```yaml',
    'steps:',
    ...lines.flatMap((each, index) => (index === 0 ? each : ['', ...each])),
    '```',
    '',
  ];
}

function uniqueId(id: string, taken: Set<string>): string {
  let found = id;
  for (let nth = 2; taken.has(found); nth++) found = `${id}_${nth}`;
  taken.add(found);
  return found;
}

function stepLines(step: StepDraft, token: string): readonly string[] {
  const { params, headers, body, extract, statuses, expected, expectedHeaders } = step;
  const inside = '    ';
  const map = (key: string, values: Readonly<Record<string, unknown>>): readonly string[] =>
    Object.keys(values).length === 0 ? [] : yamlLines(key, values, inside);
  const expect = {
    ...(statuses.length > 0 && { status: statuses.length === 1 ? statuses[0] : statuses }),
    ...(Object.keys(expectedHeaders).length > 0 && { headers: expectedHeaders }),
    ...(expected.size > 0 && { body: Object.fromEntries(expected) }),
  };
  return [
    `  - id: ${yamlText(step.id)}`,
    ...(step.description === undefined ? [] : [`${inside}description: ${yamlText(step.description)}`]),
    `${inside}method: ${step.operation.method}`,
    `${inside}path: ${JSON.stringify(step.path)}`,
    ...(step.token === undefined || step.token === token ? [] : [`${inside}token: ${step.token}`]),
    ...map('params', params),
    ...map('headers', headers),
    ...(body?.kind === 'json'
      ? [
          ...(body.contentType === undefined ? [] : yamlLines('content_type', body.contentType, inside)),
          ...yamlLines('body', body.value, inside),
        ]
      : []),
    ...(body?.kind === 'form'
      ? [`${inside}content_type: form`, ...yamlLines('form_fields', body.fields, inside)]
      : []),
    ...map('extract', Object.fromEntries(extract)),
    ...map('expect', expect),
  ];
}
