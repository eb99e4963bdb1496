import { apis } from './apis.ts';
import type { SandboxContext } from './shared/api.ts';

/** A method and a path template that the sandbox serves; `ALL` stands for every method. */
type Operation = { readonly method: string; readonly template: string };

/** Routes are registered without a request, so none of this is called. */
const idle: SandboxContext = { now: () => 0, uuid: () => '', id: () => '', acceptsAnyToken: () => false };

function allOperations(): readonly Operation[] {
  return apis
    .flatMap((api) => api.create(idle).routes)
    .filter(({ path }) => !path.includes('*'))
    .map(({ method, path }) => ({ method, template: path.replaceAll(/:(\w+)/g, '{$1}') }));
}

/** The operations of the sandbox as a fault names them, such as `POST /v1/payment_links/{payment_link_id}/expire`. */
export function sandboxOperations(): readonly string[] {
  const named = allOperations().filter(({ method }) => method !== 'ALL');
  return [...new Set(named.map(({ method, template }) => `${method} ${template}`))];
}

/** Whether a request to the operation of a fault can reach a route of the sandbox. */
export function isSandboxOperation(operation: string): boolean {
  if (operation === '*') return true;
  const [method = '', template = ''] = operation.split(' ');
  return allOperations().some(
    (known) => answersMethod(known.method, method) && canBeSame(known.template, template),
  );
}

/** A route for GET serves HEAD, too. */
const answersMethod = (known: string, asked: string): boolean =>
  known === 'ALL' || known === asked || (known === 'GET' && asked === 'HEAD');

/** Whether some path matches both templates. */
function canBeSame(left: string, right: string): boolean {
  const [lefts, rights] = [segmentsOf(left), segmentsOf(right)];
  return (
    lefts.length === rights.length &&
    lefts.every((segment, index) => {
      const other = rights[index] ?? '';
      return segment === other || isParameter(segment) || isParameter(other);
    })
  );
}

const segmentsOf = (template: string): readonly string[] => template.replace(/\/$/, '').split('/');

const isParameter = (segment: string): boolean => /\{[^}]*\}/.test(segment);
