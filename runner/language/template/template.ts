import { memoize } from '../memoize.ts';
import { parse } from 'handlebars/dist/cjs/handlebars/compiler/base.js';
import { writeExactJson } from '../json/exact-json.ts';
import { ExactNumber } from '../json/exact-number.ts';
import { helpers } from './helpers.ts';
import { mapList, mapRecord, ownProperty } from '../records.ts';
import { shorten } from '../shorten.ts';
import type {
  TemplateCall,
  TemplateContent,
  TemplateLiteral,
  TemplateNode,
  TemplatePath,
  TemplateProgram,
} from './syntax.ts';
import { type WrittenTexts, textsOf, dataOf, Written, type WrittenJson } from './written.ts';
import type { Json } from '../yaml/yaml.ts';

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

type Template = {
  readonly parts: readonly (string | TemplateCall)[];
  /** The names of its variables, computed on demand. */
  names?: readonly string[];
};
type Compiled = { readonly template: Template } | { readonly problem: string };

const ANGLE = /\\<<|<<\s*([A-Za-z_$][\w.$-]*)\s*>>/g;
/** `<<name` that is never closed, or closed with one sign only. */
const OPEN_ANGLE = /<<(?:[A-Za-z_$]|\s+[A-Za-z_$][\w.$-]*\s*>(?!>))/;
const MAX_CACHED = 5_000;
const compileOnce = memoize(MAX_CACHED, compile);

/** Whether a text holds something to fill in, or an escape to remove. */
export const isTemplate = (text: string): boolean => text.includes('{{') || text.includes('<<');

/** Parses `{{name}}`, `{{helper a b}}`, `<<name>>`, and the escapes `\{{` and `\<<`. Code blocks are refused. */
export const compileTemplate = (source: string): Compiled =>
  isTemplate(source) ? compileOnce(source) : { template: { parts: [source] } };

/** The template parser takes time quadratic in their number; no real text has this many. */
const MAX_VARIABLES = 5_000;

function compile(source: string): Compiled {
  if (source.split('{{', MAX_VARIABLES + 2).length > MAX_VARIABLES + 1)
    return { problem: `"${shorten(source)}" holds more than ${MAX_VARIABLES} variables` };
  const open = OPEN_ANGLE.test(source) ? OPEN_ANGLE.exec(source.replace(ANGLE, ' ')) : null;
  if (open !== null)
    return {
      problem: `"${shorten(source, 60)}" is not a template: expected <<name>>, and \\<< for the characters themselves`,
    };
  const curly = source.replace(ANGLE, (_whole, name: string | undefined) =>
    name === undefined ? '<<' : `{{${name}}}`,
  );
  if (!curly.includes('{{')) return { template: { parts: [curly] } };
  let program: TemplateProgram;
  try {
    program = parse(curly);
  } catch {
    return { problem: `"${shorten(source, 60)}" is not a template: ${adviceFor(curly)}` };
  }
  const parts: (string | TemplateCall)[] = [];
  for (const statement of program.body) {
    if (statement.type === 'ContentStatement') parts.push((statement as TemplateContent).value);
    else if (statement.type === 'MustacheStatement') {
      const mustache = statement as TemplateCall;
      const problem = problemOfDepth(mustache) ?? problemOf(mustache);
      if (problem !== undefined) return { problem };
      parts.push(mustache);
    } else if (statement.type !== 'CommentStatement') {
      return {
        problem: `"${shorten(source, 60)}" holds a block; only {{name}} and {{helper …}} can stand here`,
      };
    }
  }
  return { template: { parts } };
}

function adviceFor(source: string): string {
  if (source.includes('}}}')) return 'put a space between }} and a brace that follows it';
  if (source.includes('|')) return 'pipes are not known; write {{helper name}}';
  if (/\{\{[^}]*\[\d/.test(source)) return 'write {{list.0.name}} to look inside a list';
  return 'expected {{name}}, and \\{{ for the characters themselves';
}

/** No author nests helpers deeper, and it would overflow the stack. */
const MAX_DEPTH = 100;

function problemOfDepth(call: TemplateCall): string | undefined {
  let level: readonly TemplateNode[] = call.params;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return `helpers stand in each other more than ${MAX_DEPTH} deep`;
    level = level.flatMap((each) => (each.type === 'SubExpression' ? (each as TemplateCall).params : []));
  }
  return undefined;
}

function problemOf(call: TemplateCall): string | undefined {
  const path = call.path as TemplatePath;
  if (call.hash !== undefined) return `"${path.original}" takes no named options`;
  if (call.params.length > 0) {
    if (path.type !== 'PathExpression' || !Object.hasOwn(helpers, path.original))
      return `unknown helper "${path.original}"; known are ${Object.keys(helpers).join(', ')}`;
  }
  for (const each of [path, ...call.params] as TemplatePath[]) {
    if (isMeaningless(each)) return `"${each.original}" means nothing here; write the variable's name`;
    const inner = each.type === 'SubExpression' ? problemOf(each as never) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

const isMeaningless = (node: TemplatePath): boolean =>
  node.type === 'UndefinedLiteral' ||
  (node.type === 'PathExpression' && (node.data || node.depth > 0 || /^this\b/.test(node.original)));

/** The names of the variables in a text. */
export function variablesOf(source: string): readonly string[] {
  if (!isTemplate(source)) return [];
  const compiled = compileTemplate(source);
  if ('problem' in compiled) return [];
  const { template } = compiled;
  template.names ??= template.parts.flatMap((part) => (typeof part === 'string' ? [] : namesIn(part)));
  return template.names;
}

function namesIn(call: TemplateCall): readonly string[] {
  if (call.params.length === 0)
    return call.path.type === 'PathExpression' ? [(call.path as TemplatePath).original] : [];
  return call.params.flatMap((each) => {
    if (each.type === 'SubExpression') return namesIn(each as TemplateCall);
    return each.type === 'PathExpression' ? [(each as TemplatePath).original] : [];
  });
}

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
