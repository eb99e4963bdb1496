import {
  fitsTemplate,
  parseTemplate,
  type PathTemplate,
  splitPath,
} from '../../openapi/operation/path-template.ts';

/** The paths at which an endpoint may be requested. */
export type EndpointPath = {
  readonly isPath: (path: readonly string[]) => boolean;
  /** Whether a documented path has a word where the endpoint has a parameter, as `/items/search` beside `/items/{id}`. */
  readonly isNarrower: (template: string) => boolean;
};

/**
 * Reads the path of an `endpoint:`. A parameter matches any one segment. A base path may precede the endpoint or the path that
 * a step sends; base paths are read only if the path alone does not match.
 */
export function readEndpointPath(endpoint: string, basePaths: () => readonly string[]): EndpointPath {
  const plain = /\{\{|<</.test(endpoint) ? endpoint.replace(/\{\{.*?\}\}|<<.*?>>/g, '{variable}') : endpoint;
  const own = parseTemplate(plain);
  const below = memo(() =>
    basePaths().flatMap((base) => {
      const segments = splitPath(base);
      if (segments.length === 0) return [];
      const longer = parseTemplate(`${base}/${plain}`);
      return startsWith(own, segments) ? [longer, own.slice(segments.length)] : [longer];
    }),
  );
  return {
    isPath: (path) => {
      const sent = withoutDots(path);
      return fitsTemplate(own, sent) || below().some((template) => fitsTemplate(template, sent));
    },
    isNarrower: (template) => {
      const documented = parseTemplate(template);
      // From the end, because either may lack the base path.
      return own.some((segment, index) => {
        const other = documented.at(index - own.length);
        return segment.names.length > 0 && other?.names.length === 0;
      });
    },
  };
}

/** The segments that are sent: a URL drops `.`, and `..` with the segment before it. */
function withoutDots(path: readonly string[]): readonly string[] {
  if (!path.some((segment) => segment === '.' || segment === '..')) return path;
  const sent: string[] = [];
  for (const segment of path)
    if (segment === '..') sent.pop();
    else if (segment !== '.') sent.push(segment);
  return sent;
}

const startsWith = (template: PathTemplate, words: readonly string[]): boolean =>
  words.length <= template.length &&
  words.every((word, index) => template[index]!.names.length === 0 && template[index]!.pieces[0] === word);

function memo<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
