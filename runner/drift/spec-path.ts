import { matchTemplate, parseTemplate, splitPath } from '../openapi/operation/path-template.ts';
import type { Spec } from '../language/parse.ts';
import type { Step } from '../language/step/step.ts';

/** A step's path before anything is filled in: `{{uid}}` is the parameter `{uid}`, and there is no query. */
const pathOf = (step: Step): string =>
  step.path.replace(/\{\{\s*([^{}]*?)\s*\}\}|<<\s*([^<>]*?)\s*>>/g, '{$1$2}').split('?')[0]!;

/** False for a path such as `{{url}}`, which only a run can tell. */
export const isKnownPath = (step: Step): boolean => step.path.startsWith('/');

/** The path of a step as the spec's endpoint writes it, when that is what the step asks. */
export function templateOf({ metadata: { method, path } }: Spec, step: Step): string {
  const asked = pathOf(step);
  const isEndpoint =
    path !== undefined &&
    method === step.method &&
    matchTemplate(parseTemplate(path), splitPath(asked)) !== undefined;
  return isEndpoint ? path : asked;
}
