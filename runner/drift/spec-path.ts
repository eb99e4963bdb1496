import { matchTemplate, parseTemplate, splitPath } from '../openapi/operation/path-template.ts';
import type { Spec } from '../language/parse.ts';
import type { Step } from '../language/step/step.ts';

/** A step's path before variables are filled in: `{{uid}}` is the parameter `{uid}`, and the query is removed. */
const pathOf = (step: Step): string =>
  step.path.replace(/\{\{\s*([^{}]*?)\s*\}\}|<<\s*([^<>]*?)\s*>>/g, '{$1$2}').split('?')[0]!;

/** False for a path such as `{{url}}`, which is known only in a run. */
export const isKnownPath = (step: Step): boolean => step.path.startsWith('/');

/** The path of a step as the spec's endpoint writes it, if the step calls the endpoint. */
export function templateOf({ metadata: { method, path } }: Spec, step: Step): string {
  const asked = pathOf(step);
  const isEndpoint =
    path !== undefined &&
    method === step.method &&
    matchTemplate(parseTemplate(path), splitPath(asked)) !== undefined;
  return isEndpoint ? path : asked;
}
