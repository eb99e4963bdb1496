import { splitPath } from '../../openapi/operation/path-template.ts';
import type { Step } from '../../language/step/step.ts';
import { placeCheck } from './check.ts';
import type { Environment } from '../../environment/environment.ts';
import { readEndpointPath } from './endpoint-path.ts';
import type { Check, OperationName } from '../events.ts';
import { severityOf } from '../../environment/severity.ts';
import type { Hosts } from '../request/hosts.ts';
import { writerOf } from '../../environment/layers.ts';
import type { StepContext } from '../step-context.ts';

/** Follows whether the test steps of a spec send its `endpoint:`. */
export type EndpointWatch = {
  /** Looks at an answered step. Gives the check when this is the first that sends the endpoint. */
  readonly see: (step: Step, path: string, operation: OperationName | undefined) => Check | undefined;
  /** True when nothing more can change: the endpoint was sent, or nobody asks. */
  readonly isSettled: () => boolean;
  /** The failed check of a spec whose test steps were all sent, none of them to its endpoint. */
  readonly missed: () => Check | undefined;
};

/** How many of the requests that were sent instead a message names. */
const NAMED = 3;

/** Starts to follow the endpoint of one run of a spec. */
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

/** The path of a URL; the text of one that is written with variables need not be a URL. */
const pathOf = (url: string): string =>
  url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
