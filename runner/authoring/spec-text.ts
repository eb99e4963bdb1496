import type { FirstOperation } from './first-operation.ts';
import { fileWord } from './names.ts';
import { toOneLine, yamlText } from './yaml-text.ts';

/** The path of a first spec below the folder of the specs. */
export function specPathOf({ surveyed }: FirstOperation): string {
  const { operation, name, tag } = surveyed;
  const segments = operation.template
    .split('/')
    .filter((each) => each !== '' && !/^\{.*\}$|^v\d+$/.test(each));
  const folder = fileWord(tag ?? segments[0] ?? '') || 'api';
  const file = fileWord(name ?? '') || fileWord(`get ${segments.join(' ')}`) || 'get';
  return `${folder}/${file}.md`;
}

/** The spec of an operation that is sent as documented; `swagger` is the path of its document. */
export function firstSpecText(first: FirstOperation, swagger: string): string {
  const { surveyed, token, status, needs } = first;
  const { template } = surveyed.operation;
  const title = titleOf(surveyed.summary) || `GET ${toOneLine(template)}`;
  const folder = specPathOf(first).split('/')[0]!;
  return [
    '---',
    `endpoint: ${yamlText(`GET ${template}`)}`,
    `domain: ${yamlText(folder)}`,
    `swagger: ${yamlText(swagger)}`,
    ...(needs.length === 0
      ? ['status: pending']
      : ['status: skipped', `skipReason: ${JSON.stringify(toOneLine(`needs ${needs.join(', ')}`))}`]),
    `tokens: [${token?.name ?? 'none'}]`,
    '---',
    `# ${title}`,
    '',
    'What the endpoint is for, in your words. A run writes `status` and `verifiedAt` above, and leaves the rest as it is.',
    '',
    '## Test Request',
    '',
    '```yaml',
    'steps:',
    `  - id: ${fileWord(surveyed.name ?? '') || 'get'}`,
    '    method: GET',
    `    path: ${JSON.stringify(template)}`,
    '    expect:',
    `      status: ${status}`,
    '      # The response is checked against the API document. Further expectations go here, as in',
    '      # body: { $.name: { type: string } }',
    '```',
    '',
  ].join('\n');
}

/** A summary as a heading, without Markdown or HTML. */
const titleOf = (summary: string | undefined): string =>
  toOneLine((summary ?? '').replace(/[`*_~<>[\]#\\|]/g, ' ')).replace(/^[-+=.\d)\s]+/, '');
