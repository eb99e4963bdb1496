import { memoize } from '../memoize.ts';
import { parse } from 'handlebars/dist/cjs/handlebars/compiler/base.js';
import { helpers } from './helpers.ts';
import { readPlainTemplate } from './plain-template.ts';
import { shorten } from '../shorten.ts';
import type { TemplateCall, TemplateContent, TemplateNode, TemplatePath, TemplateProgram } from './syntax.ts';

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
  const plain = readPlainTemplate(curly);
  if (plain !== undefined) return { template: { parts: plain } };
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
