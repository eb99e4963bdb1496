import type { TemplateCall, TemplatePath } from './syntax.ts';

/** `{{name}}` or `{{a.b}}`, and no third brace. */
const VARIABLE = /\{\{\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*\}\}(?!\})/y;

/** What the template parser does not read as a name. */
const RESERVED = /(?:^|\.)(?:as|else|false|null|this|true|undefined)(?:\.|$)/;

/**
 * The parts of a template that holds nothing but texts and names of variables, as most do; undefined for any other. So the
 * template parser, whose tables take 8 ms to load, is loaded for helpers and escapes only.
 */
export function readPlainTemplate(source: string): readonly (string | TemplateCall)[] | undefined {
  const parts: (string | TemplateCall)[] = [];
  let at = 0;
  for (let open = source.indexOf('{{'); open !== -1; open = source.indexOf('{{', at)) {
    VARIABLE.lastIndex = open;
    const name = source[open - 1] === '\\' ? undefined : VARIABLE.exec(source)?.[1];
    if (name === undefined || RESERVED.test(name)) return undefined;
    if (open > at) parts.push(source.slice(at, open));
    parts.push(callOf(name));
    at = VARIABLE.lastIndex;
  }
  if (at < source.length) parts.push(source.slice(at));
  return source.includes('\0') ? undefined : parts;
}

function callOf(name: string): TemplateCall {
  const path: TemplatePath = {
    type: 'PathExpression',
    original: name,
    parts: name.split('.'),
    depth: 0,
    data: false,
  };
  return { type: 'MustacheStatement', path, params: [] };
}
