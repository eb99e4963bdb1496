import { fileWord } from '../names.ts';
import type { ApiModel, ApiOperation } from './api-model.ts';

/** The folder of a document below the one that holds the documents of a project. */
export const documentFolder = (name: string): string =>
  name
    .split('/')
    .slice(0, -1)
    .filter((each, index) => each !== '..' && !(index === 0 && /swagger|openapi/i.test(each)))
    .map((each) => each.replace(/[^\w.-]+/g, '_'))
    .join('/');

/** The path of each operation's specs below the folder of the specs, without `.md`; the same on every run. */
export function assignPaths({ operations }: ApiModel): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const paths = new Map<string, string>();
  for (const operation of operations) {
    const wanted = pathOf(operation);
    let path = wanted;
    for (let nth = 2; taken.has(path); nth++) path = `${wanted}_${nth}`;
    taken.add(path);
    paths.set(operation.key, path);
  }
  return paths;
}

function pathOf({ name, tag, method, template, api }: ApiOperation): string {
  const segments = template.split('/').filter((each) => each !== '' && !/^\{.*\}$|^v\d+$/.test(each));
  const group = fileWord(tag ?? segments[0] ?? '') || 'api';
  const file = fileWord(name ?? '') || fileWord(`${method} ${segments.join(' ')}`) || method.toLowerCase();
  return [documentFolder(api.name), group, file].filter((each) => each !== '').join('/');
}

/** The file of one spec of an operation. */
export const specFile = (path: string, variant: string | undefined): string =>
  variant === undefined ? `${path}.md` : `${path}_${fileWord(variant)}.md`;
