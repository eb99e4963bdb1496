import type { Source } from '../check/finding.ts';
import { type Pair, type Pairs, sourceOfPairs } from './pairs.ts';
import { decodePercent } from '../document/pointer.ts';
import { isNamed } from './bracket-names.ts';
import { readContentText } from './read-content.ts';
import { readNamed } from './read-named.ts';
import { readText } from './read-text.ts';
import { absent, type Reading, read, type Styled } from './reading.ts';
import { shapesOf, typesOf } from '../schema/value-types.ts';
import type { View } from '../schema/view.ts';
import type { Parameter } from '../operation/parameter.ts';

/** The parts of a request that hold parameters. */
export type SentParameters = {
  /** As written in the path, percent-encoded. */
  readonly pathValues: ReadonlyMap<string, string>;
  readonly query: Pairs;
  readonly cookies: Pairs;
  readonly header: (name: string) => string | undefined;
  /** The names of all query parameters of the operation. */
  readonly queryNames: readonly string[];
};

/** Reads a parameter in its documented style. */
export function readParameter(parameter: Parameter, view: View | undefined, sent: SentParameters): Reading {
  const { serialization } = parameter;
  switch (serialization.kind) {
    case 'style':
      return readStyled(parameter, serialization, view, sent);
    case 'content':
      return readContentText(
        parameter.name,
        ownTexts(parameter, sent).map(({ text }) => text),
        serialization.mediaType,
      );
    case 'unknown': {
      const names = namesLike(parameter, sent);
      return names.length === 0 && !mayBeSpread(parameter, sent)
        ? absent
        : { state: 'unclear', names, message: `is not looked at: ${serialization.problem}` };
    }
  }
}

function readStyled(
  { name, in: where }: Parameter,
  serialization: Styled,
  view: View | undefined,
  sent: SentParameters,
): Reading {
  switch (where) {
    case 'query': {
      const others = sent.queryNames.filter((each) => each !== name);
      const isTaken = (each: string): boolean => others.some((other) => isNamed(other, each));
      return readNamed({ name, serialization, view, pairs: sent.query, isTaken });
    }
    case 'path': {
      const raw = sent.pathValues.get(name);
      // Documented, but not in the path of the operation, so it cannot be sent.
      if (raw === undefined) return read([]);
      return readText({ name, serialization, view, text: decodePercent(raw), raw, decode: decodePercent });
    }
    case 'header': {
      const text = sent.header(name);
      if (text === undefined) return absent;
      return readText({ name, serialization, view, text, decode: (raw) => raw });
    }
    case 'cookie':
      return readCookie(name, serialization, view, sent.cookies);
  }
}

/** A cookie is one text; OpenAPI does not define how an exploded list or object becomes cookies. */
function readCookie(name: string, serialization: Styled, view: View | undefined, cookies: Pairs): Reading {
  const { list, object, single } = shapesOf(typesOf(view));
  const isSpread = serialization.explode && !single;
  const unclear: Reading = {
    state: 'unclear',
    names: [],
    message: 'is not looked at: OpenAPI does not say how an exploded list or object is sent in cookies',
  };
  const own = cookies.get(name);
  if (own === undefined) {
    const isField = (each: string): boolean => view !== undefined && view.field(each) !== 'undocumented';
    return isSpread && object && [...cookies.keys()].some(isField) ? unclear : absent;
  }
  if (isSpread && (object || own.length > 1 || own[0]!.text.includes('&') || !list)) return unclear;
  return readNamed({ name, serialization, view, pairs: cookies, isTaken: () => true });
}

/** The texts under the exact name of a parameter. */
function ownTexts({ name, in: where }: Parameter, sent: SentParameters): readonly Pick<Pair, 'text'>[] {
  const one = (text: string | undefined) => (text === undefined ? [] : [{ text }]);
  switch (where) {
    case 'query':
      return sent.query.get(name) ?? [];
    case 'cookie':
      return sent.cookies.get(name) ?? [];
    case 'path': {
      const raw = sent.pathValues.get(name);
      return one(raw === undefined ? undefined : decodePercent(raw));
    }
    case 'header':
      return one(sent.header(name));
  }
}

/** The source of a parameter. */
export function sourceOf({ name, in: where }: Parameter, reading: Reading, sent: SentParameters): Source {
  switch (where) {
    case 'query': {
      const names = reading.state === 'absent' ? [] : reading.names;
      return sourceOfPairs(...[name, ...names].map((each) => sent.query.get(each)));
    }
    case 'path':
      return { texts: [sent.pathValues.get(name) ?? ''] };
    case 'header':
      return { header: name, texts: [sent.header(name) ?? ''] };
    case 'cookie':
      return {
        header: 'cookie',
        texts: (sent.cookies.get(name) ?? []).map(({ raw = '' }) => `${name}=${raw}`),
      };
  }
}

/** The names in a query that may belong to a parameter of unknown style. */
function namesLike(parameter: Parameter, sent: SentParameters): readonly string[] {
  if (parameter.in !== 'query') return ownTexts(parameter, sent).map(() => parameter.name);
  return [...sent.query.keys()].filter((name) => isNamed(parameter.name, name));
}

/** Whether it may have been sent under other names. */
const mayBeSpread = ({ in: where, required }: Parameter, { query, cookies }: SentParameters): boolean =>
  required && ((where === 'query' && query.size > 0) || (where === 'cookie' && cookies.size > 0));
