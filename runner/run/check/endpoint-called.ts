import { splitPath } from '../../openapi/operation/path-template.ts';
import type { Step } from '../../language/step/step.ts';
import { placeCheck } from './place-check.ts';
import type { Environment } from '../../environment/environment.ts';
import { readEndpointPath } from './endpoint-path.ts';
import type { Check, OperationName } from '../events.ts';
import { severityOf } from '../../environment/severity.ts';
import type { Hosts } from '../request/hosts.ts';
import { writerOf } from '../../environment/layers.ts';
import type { StepContext } from '../step-context.ts';

/** Watches whether the test steps of a spec send its `endpoint:`. */
export type EndpointWatch = {
  /** Looks at an answered step. Returns the check if this is the first step that sends the endpoint. */
  readonly see: (step: Step, path: string, operation: OperationName | undefined) => Check | undefined;
  /** True when the result is final: the endpoint was sent, or the check is off. */
  readonly isSettled: () => boolean;
  /** The failed check of a spec all of whose test steps were sent, none of them to its endpoint. */
  readonly missed: () => Check | undefined;
};

/** How many of the other requests a message lists. */
const NAMED = 3;

/** Starts to watch the endpoint for one run of a spec. */
export function watchEndpoint(
  context: Pick<StepContext, 'spec' | 'environment' | 'destinations' | 'options' | 'severity'>,
): EndpointWatch {
  const { spec, environment, destinations, options } = context;
  const { endpoint, method, path, spans } = spec.metadata;
  const severity = severityOf('endpoint-called', context.severity);
  if (severity === 'off' || path === undefined) return ignored;
  const wanted = readEndpointPath(path, () => [
    ...baseUrlsOf(environment, destinations.hosts).map(pathOf),
    ...options.contract.basePaths(spec),
  ]);
  const sent = new Set<string>();
  let isCalled = false;
  const isOther = (operation: OperationName | undefined): boolean => {
    if (operation === undefined || !wanted.isNarrower(operation.template)) return false;
    const own = options.contract.operationOfEndpoint(spec);
    return own !== undefined && (own.document !== operation.document || own.template !== operation.template);
  };
  const check = (message: string, actual: string | readonly string[], hint?: string): Check =>
    placeCheck(spec, spans['endpoint'] ?? spec.steps[0]!.span, {
      name: 'endpoint-called',
      severity,
      expected: endpoint,
      actual,
      message,
      ...(hint !== undefined && { hint }),
    });
  return {
    isSettled: () => isCalled,
    see: (step, asked, operation) => {
      if (isCalled || step.section !== 'test') return undefined;
      if (step.method === method && wanted.isPath(splitPath(asked)) && !isOther(operation)) {
        isCalled = true;
        return check('', endpoint);
      }
      sent.add(`${step.method} ${asked.replace(/[?#].*$/s, '')}`);
      return undefined;
    },
    missed: () => {
      if (isCalled) return undefined;
      const all = [...sent];
      const more = all.length > NAMED ? ` and ${all.length - NAMED} more` : '';
      return check(
        `no test step sends ${endpoint}; they send ${all.slice(0, NAMED).join(', ')}${more}`,
        all,
        'correct endpoint: in the frontmatter, or the method and path of the test step',
      );
    },
  };
}

const ignored: EndpointWatch = { see: () => undefined, isSettled: () => true, missed: () => undefined };

const baseUrlsOf = (
  { baseUrl, fallbackUrl, routes, layers }: Environment,
  { fill }: Hosts,
): readonly string[] => {
  const written = [
    ['baseUrl', baseUrl] as const,
    ['fallbackUrl', fallbackUrl] as const,
    ...routes.map((route) => ['routes', route.baseUrl] as const),
  ];
  return written.flatMap(([key, text]) => {
    const host = text === undefined ? undefined : fill(text, writerOf(layers, key));
    return host !== undefined && 'url' in host ? [host.url] : [];
  });
};

/** The path of a URL; a text with variables need not be a valid URL. */
const pathOf = (url: string): string =>
  url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
