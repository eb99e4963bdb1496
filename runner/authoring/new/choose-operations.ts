import type { ApiModel, ApiOperation } from './api-model.ts';
import { pathShape } from './producers.ts';

/** The operations that the words select: one by its method and path, or all whose path or document contains the words. */
export function chooseOperations(
  { operations }: ApiModel,
  words: readonly string[],
): readonly ApiOperation[] {
  const [asked = '', ...parts] = joinMethod(words);
  const [, method, path = asked] = /^([A-Za-z]+)\s+(\S.*)$/.exec(asked) ?? [];
  const among = operations.filter(
    (operation) =>
      (method === undefined || operation.method === method.toUpperCase()) &&
      parts.every((part) => isIn(part, operation)),
  );
  const wanted = pathShape(path.replace(/[?#].*$/s, ''));
  const same = among.filter(({ basePath, template }) =>
    [template, basePath + template].some((each) => pathShape(each) === wanted),
  );
  return same.length > 0 ? same : among.filter((operation) => isIn(path, operation));
}

/** `POST /links` without quotes comes as two words. */
function joinMethod(words: readonly string[]): readonly string[] {
  const [first = '', second, ...rest] = words;
  return second !== undefined && /^(?:get|put|post|delete|patch|head|options|trace)$/i.test(first)
    ? [`${first} ${second}`, ...rest]
    : words;
}

const isIn = (part: string, { api, basePath, template, name }: ApiOperation): boolean =>
  `${api.name} ${basePath}${template} ${name ?? ''}`.toLowerCase().includes(part.toLowerCase());
