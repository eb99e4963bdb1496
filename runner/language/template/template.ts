import { writeExactJson } from '../json/exact-json.ts';
import { ExactNumber } from '../json/exact-number.ts';
import { helpers } from './helpers.ts';
import { mapList, mapRecord, ownProperty } from '../records.ts';
import type { TemplateCall, TemplateLiteral, TemplateNode, TemplatePath } from './syntax.ts';
import { dataOf, textsOf, Written, type WrittenJson, type WrittenTexts } from './written.ts';
import type { Json } from '../yaml/yaml.ts';
import { compileTemplate, isTemplate } from './compile.ts';

/** Provides the values of variables: {@link WrittenJson}. The value is undefined when nobody provides it. */
export type Lookup = ((name: string) => unknown) & {
  /** Called with the result of a helper and its arguments. */
  readonly onHelp?: (args: readonly unknown[], made: unknown) => void;
  /** Whether an answer of an API gave the value of this name, or may have. */
  readonly isAnswered?: (name: string) => boolean;
};

/** The result of rendering: the value, the names that are not provided, and other problems. */
export type RenderedTemplate<T = unknown> = {
  readonly value: T;
  readonly missing: readonly string[];
  readonly problems: readonly string[];
};

const NONE: readonly never[] = [];

/** Fills in a text. A variable that is the whole text keeps its type; within a longer text it becomes text. */
export function renderText(source: string, lookup: Lookup): RenderedTemplate {
  if (!isTemplate(source)) return { value: source, missing: NONE, problems: NONE };
  return rendered(lookup, (work) => work.json(source));
}

/** Fills in every text of a JSON value, keys included. */
export const renderJson = (source: Json, lookup: Lookup): RenderedTemplate<Json> =>
  rendered(lookup, (work) => work.json(source));

/** Fills in a value that must be text, such as a header or a token. */
export const renderFlat = <T extends Json>(source: T, lookup: Lookup): RenderedTemplate<T> =>
  rendered(lookup, (work) => work.flat(source));

/** Fills in the definition of a variable. */
export const renderVariable = (source: WrittenJson, lookup: Lookup): RenderedTemplate<WrittenJson> =>
  rendered(lookup, (work) => work.variable(source));

function rendered<T>(lookup: Lookup, fill: (work: Rendering) => T): RenderedTemplate<T> {
  const work = new Rendering(lookup);
  const value = fill(work);
  return { value, missing: work.missing, problems: work.problems };
}

/** Converts the value of a variable that is the whole text. */
type Alone = (value: unknown) => unknown;

const unchanged: Alone = (value) => value;

/** Fills in related values, each by its kind, and collects what is missing or wrong. */
export class Rendering {
  readonly missing: string[] = [];
  readonly problems: string[] = [];
  readonly lookup: Lookup;

  constructor(lookup: Lookup) {
    this.lookup = lookup;
  }

  /** Data: a variable that is the whole text keeps its type. */
  json(source: Json): Json {
    return this.#fill(source, dataOf) as Json;
  }

  /** A query or a form: scalars become their written text; lists and maps of them are allowed. */
  texts<T extends WrittenTexts>(source: T): T {
    return this.#fill(source, textsOf) as T;
  }

  /** Headers and other texts: a variable that is the whole text becomes its text. */
  flat<T extends Json>(source: T): T {
    return this.#fill(source, asText) as T;
  }

  /** The definition of a variable: scalars keep their written text. */
  variable(source: WrittenJson): WrittenJson {
    return this.#fill(source, unchanged) as WrittenJson;
  }

  #fill(source: WrittenJson, alone: Alone): unknown {
    if (typeof source === 'string') return isTemplate(source) ? this.#text(source, alone) : source;
    if (source === null || typeof source !== 'object') return source;
    if (source instanceof Written) return alone(source);
    if (source instanceof ExactNumber) return source;
    if (Array.isArray(source))
      return mapList(source as readonly WrittenJson[], (each) => this.#fill(each, alone) as WrittenJson);
    const record = source as Readonly<Record<string, WrittenJson>>;
    const filled = mapRecord(
      record,
      (value) => this.#fill(value, alone) as WrittenJson,
      (key) => (isTemplate(key) ? asText(this.#text(key, asText)) : key),
    );
    if (filled !== record && Object.keys(filled).length < Object.keys(record).length)
      this.problems.push(
        `two keys of a map are the same once they are filled in: ${Object.keys(record).join(', ')}`,
      );
    return filled;
  }

  #text(source: string, alone: Alone): unknown {
    const compiled = compileTemplate(source);
    if ('problem' in compiled) {
      this.problems.push(compiled.problem);
      return source;
    }
    const { parts } = compiled.template;
    if (parts.length === 1 && typeof parts[0] === 'object') {
      const value = this.#call(parts[0]);
      return value === undefined ? undefined : alone(value);
    }
    return parts.map((part) => (typeof part === 'string' ? part : asText(this.#call(part)))).join('');
  }

  #call(call: TemplateCall): unknown {
    const name = (call.path as TemplatePath).original;
    if (call.params.length === 0) {
      const value = this.#value(call.path, Object.hasOwn(helpers, String(name)));
      return value === undefined && Object.hasOwn(helpers, String(name))
        ? this.#help(String(name), [])
        : value;
    }
    const args = call.params.map((each) => this.#value(each));
    if (this.missing.length > 0) return undefined;
    return this.#help(String(name), args);
  }

  #help(name: string, args: readonly unknown[]): unknown {
    if (!Object.hasOwn(helpers, name)) {
      this.problems.push(`unknown helper "${name}"`);
      return undefined;
    }
    try {
      const made = helpers[name]!(...args);
      this.lookup.onHelp?.(args, made);
      return made;
    } catch (error) {
      this.problems.push(`{{${name} …}}: ${(error as Error).message}`);
      return undefined;
    }
  }

  #value(node: TemplateNode, mayBeMissing = false): unknown {
    switch (node.type) {
      case 'StringLiteral':
      case 'NumberLiteral':
      case 'BooleanLiteral':
        return (node as TemplateLiteral).value;
      case 'NullLiteral':
        return null;
      case 'SubExpression':
        return this.#call(node as TemplateCall);
      default: {
        const { original } = node as TemplatePath;
        const value = resolveName(original, this.lookup, (node as TemplatePath).parts);
        if (value === undefined && !mayBeMissing) this.missing.push(original);
        return value;
      }
    }
  }
}

/** The value of a name: its own, or for a dotted name the member of its first part's value. */
export function resolveName(
  name: string,
  lookup: Lookup,
  parts: readonly string[] = name.split('.'),
): unknown {
  const whole = lookup(name);
  if (whole !== undefined || parts.length < 2) return whole;
  return parts.slice(1).reduce<unknown>(ownProperty, lookup(parts[0]!));
}

/** A value within a longer text: text as it is, null as nothing, maps and lists as JSON. */
export function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object' || value instanceof Written) return String(value);
  return writeExactJson(dataOf(value));
}
