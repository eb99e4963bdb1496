import { own, ownObject, ownString } from '../openapi/document/json.ts';
import { type ApiDocument, type Documents, isProblem } from '../openapi/document/documents.ts';
import { extendPointer } from '../openapi/document/pointer.ts';

/** How a caller proves itself, as a document describes it. */
export type SecurityScheme = {
  readonly name: string;
  readonly description: string | undefined;
} & (
  | { readonly kind: 'bearer' | 'basic' | 'oauth2' | 'openIdConnect' }
  | { readonly kind: 'apiKey'; readonly in: 'header' | 'query' | 'cookie'; readonly field: string }
  | { readonly kind: 'unsupported'; readonly why: string }
);

type Kind<S = SecurityScheme> = S extends unknown ? Omit<S, 'name' | 'description'> : never;

/** The security schemes of a document, in its order. */
export function readSecuritySchemes(documents: Documents, document: ApiDocument): readonly SecurityScheme[] {
  const keys = document.dialect === '2.0' ? ['securityDefinitions'] : ['components', 'securitySchemes'];
  const holder = keys.reduce<unknown>((value, key) => own(value, key), document.root);
  return Object.keys(ownObject({ holder }, 'holder')).map((name) => {
    const pointer = extendPointer('', ...keys, name);
    const found = documents.deref({ file: document.path, pointer, value: own(holder, name) });
    if (isProblem(found)) return { name, description: undefined, kind: 'unsupported', why: found.problem };
    return { name, description: ownString(found.value, 'description'), ...kindOf(found.value) };
  });
}

function kindOf(value: unknown): Kind {
  const type = ownString(value, 'type');
  switch (type) {
    case 'basic':
    case 'oauth2':
    case 'openIdConnect':
      return { kind: type };
    case 'http':
      return kindOfHttp(ownString(value, 'scheme')?.toLowerCase() ?? '');
    case 'apiKey':
      return kindOfKey(ownString(value, 'in'), ownString(value, 'name'));
    default:
      return { kind: 'unsupported', why: `verify has no scheme for the type ${type ?? '(none)'}` };
  }
}

const kindOfHttp = (scheme: string): Kind =>
  scheme === 'bearer' || scheme === 'basic'
    ? { kind: scheme }
    : { kind: 'unsupported', why: `verify has no scheme for HTTP ${scheme || '(none)'}` };

const kindOfKey = (where: string | undefined, field: string | undefined): Kind =>
  field !== undefined && (where === 'header' || where === 'query' || where === 'cookie')
    ? { kind: 'apiKey', in: where, field }
    : { kind: 'unsupported', why: 'it does not say where the key goes' };
