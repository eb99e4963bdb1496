import { readFileSync } from 'node:fs';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import type { SandboxApi } from './shared/api.ts';
import { createIds } from './shared/ids.ts';

type Json = { readonly [key: string]: Json | undefined };
type Sent = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly body?: string;
  /** `undocumented` for a method that the document omits on purpose. */
  readonly operation?: 'documented' | 'undocumented';
};

/** A response that matches the API document. */
export type CheckedAnswer = { readonly status: number; readonly headers: Headers; readonly body: unknown };

/** A fresh sandbox API whose responses are all checked against its API document, with a clock that only tests advance. */
export function createCheckedClient(api: SandboxApi, documentPath: string) {
  const root = new URL('../../', import.meta.url);
  const document = parse(readFileSync(new URL(documentPath, root), 'utf8')) as Json;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'document');
  const clock = { nowMs: Date.parse('2026-01-31T09:30:00Z') };
  const switches = { anyToken: false };
  const random = sequence();
  const app = api.create({
    now: () => clock.nowMs,
    ...createIds(random),
    acceptsAnyToken: (name) => switches.anyToken && name === api.name,
  });
  const prefix = (document['servers'] as unknown as readonly { url: string }[])[0]?.url ?? '';

  async function send(method: string, path: string, sent: Sent = {}): Promise<CheckedAnswer> {
    const response = await app.request(path, {
      method,
      headers: {
        ...(sent.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...sent.headers,
      },
      ...(sent.json === undefined ? {} : { body: JSON.stringify(sent.json) }),
      ...(sent.body === undefined ? {} : { body: sent.body }),
    });
    const body: unknown = await response.json();
    if (sent.operation !== 'undocumented') checkAnswer(method, path, response, body);
    return { status: response.status, headers: response.headers, body };
  }

  function checkAnswer(method: string, path: string, response: Response, body: unknown): void {
    const inDocument = path.slice(prefix.length).split('?')[0] ?? '';
    const paths = document['paths'] as Json;
    const template = Object.keys(paths).find((each) => templatePattern(each).test(inDocument));
    const operation = paths[template ?? '']?.[method.toLowerCase()];
    if (template === undefined || operation === undefined)
      throw new Error(`${method} ${path} is not documented`);
    const place = ['paths', template, method.toLowerCase(), 'responses', String(response.status)];
    const documented = operation['responses']?.[String(response.status)];
    const reference = documented?.['$ref'] as unknown as string | undefined;
    const base = reference ?? `#/${place.map(toPointerPart).join('/')}`;
    if (documented === undefined)
      throw new Error(`${method} ${path} answers ${response.status}, undocumented`);
    const validate = ajv.getSchema(`document${base}/content/application~1json/schema`);
    if (validate === undefined) throw new Error(`${method} ${path} ${response.status} has no JSON schema`);
    if (!validate(body)) {
      throw new Error(
        `${method} ${path} ${response.status} ${ajv.errorsText(validate.errors)} ${JSON.stringify(body)}`,
      );
    }
  }

  /** Whether the document allows a request body, given the pointer of its schema. */
  function allowsBody(schema: string, body: unknown): boolean {
    const validate = ajv.getSchema(`document#/components/schemas/${schema}`);
    if (validate === undefined) throw new Error(`the document has no schema ${schema}`);
    return validate(body) === true;
  }

  return { send, allowsBody, clock, switches };
}

function templatePattern(template: string): RegExp {
  return new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
}

function toPointerPart(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function sequence(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
