import { memoize } from '../../language/memoize.ts';
import type { Limit } from '../../http/limit.ts';
import { readGlob } from '../../plan/glob.ts';
import type { Mutable } from '../../language/records.ts';
import type { Step } from '../../language/step/step.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import { writerOf } from '../../environment/layers.ts';
import type { Environment, EnvironmentRoute } from '../../environment/environment.ts';
import type { Scheme } from '../../environment/schemes.ts';

/** Where a request goes, and why. */
export type Target = {
  readonly baseUrl: string;
  /** The index of the layer that writes `baseUrl`. */
  readonly writer: number;
  readonly api: string;
  readonly reason: string;
  readonly scheme?: Scheme;
  /** The limit of the route, and the key that all its requests share. */
  readonly routeLimit?: { readonly key: string; readonly limit: Limit };
  readonly headers: Readonly<Record<string, Json>>;
};

export type TargetProblem = { readonly problem: string; readonly hint: string };

/**
 * The one place that chooses the host: the fallback API if the step asks for it, else the first route that matches the path,
 * else the fallback API if the spec has `useFallbackApi`, else the primary API. A route without `baseUrl` only adds its scheme
 * and headers.
 */
export function resolveTarget(
  step: Step,
  path: string,
  useFallbackApi: boolean,
  environment: Environment,
): Target | TargetProblem {
  const found = environment.routes.length === 0 ? undefined : routeOf(path, environment.routes);
  if (found !== undefined && 'problem' in found) return found;
  const route = found;
  if (step.useFallback !== true && route?.baseUrl !== undefined)
    return targetOf(
      route,
      { baseUrl: route.baseUrl, writer: writerOf(environment.layers, 'routes') },
      route.pattern,
      `the path matches the route ${route.pattern}`,
    );
  if (step.useFallback ?? useFallbackApi) {
    const asker = step.useFallback === true ? 'the step' : 'the spec';
    return environment.fallbackUrl === undefined
      ? {
          problem: `${asker} asks for the fallback API, and the environment "${environment.name}" has no fallbackUrl`,
          hint: `add fallbackUrl: to ${environment.files[0]}`,
        }
      : targetOf(
          route,
          { baseUrl: environment.fallbackUrl, writer: writerOf(environment.layers, 'fallbackUrl') },
          'fallback',
          `${asker} asks for the fallback API`,
        );
  }
  return environment.baseUrl === undefined
    ? {
        problem: `the environment "${environment.name}" has no baseUrl`,
        hint: `add baseUrl: to ${environment.files[0]}`,
      }
    : targetOf(
        route,
        { baseUrl: environment.baseUrl, writer: writerOf(environment.layers, 'baseUrl') },
        'primary',
        'nothing asks for another API',
      );
}

const NONE: Target['headers'] = {};

function routeOf(
  path: string,
  routes: readonly EnvironmentRoute[],
): EnvironmentRoute | TargetProblem | undefined {
  const [asked = ''] = path.split('?', 1);
  const route = routes.find((each) => globOf(each.pattern)(asked) !== false);
  return route !== undefined && globOf(route.pattern)(asked) === undefined
    ? {
        problem: `the route ${route.pattern} takes too long to be held against a path of ${asked.length} characters`,
        hint: 'write the route with at most two * or **, or without brackets and braces',
      }
    : route;
}

function targetOf(
  route: EnvironmentRoute | undefined,
  { baseUrl, writer }: Pick<Target, 'baseUrl' | 'writer'>,
  api: string,
  reason: string,
): Target {
  const target: Mutable<Target> = { baseUrl, writer, api, reason, headers: route?.headers ?? NONE };
  if (route?.scheme !== undefined) target.scheme = route.scheme;
  if (route?.limit !== undefined) target.routeLimit = { key: `route ${route.pattern}`, limit: route.limit };
  return target;
}

const MAX_GLOBS = 1_000;
const globOf = memoize(MAX_GLOBS, readGlob);
