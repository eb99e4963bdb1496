import type { Diagnostics } from '../diagnostic.ts';
import type { Span } from '../source.ts';
import { compileTemplate, isTemplate } from '../template/compile.ts';
import type { YamlNode } from '../yaml/yaml-node.ts';
import { type BracesPlace, otherVariable } from './other-braces.ts';

/** Keys of a step whose values are prose, conditions with a syntax of their own, or validated elsewhere. */
const NO_VALUES: ReadonlySet<string> = new Set(['description', 'when', 'until']);
const TEXTS: ReadonlySet<string> = new Set(['headers', 'params', 'form_fields']);

/** Reports texts of a step that are broken templates, or hold variables in the braces of another tool. */
export function refuseBrokenTemplates(
  node: YamlNode,
  diagnostics: Diagnostics,
  place: BracesPlace = 'whole',
): void {
  switch (node.kind) {
    case 'scalar':
      if (typeof node.value === 'string') refuseBrokenTemplate(node.value, node.span, diagnostics, place);
      return;
    case 'list':
      for (const item of node.items) refuseBrokenTemplates(item, diagnostics, place);
      return;
    case 'map':
      for (const { key, keySpan, value } of node.entries) {
        if (NO_VALUES.has(key)) continue;
        refuseBrokenTemplate(key, keySpan, diagnostics);
        if (key === 'path' && value.kind === 'scalar')
          refuseBrokenTemplate(String(value.value), value.span, diagnostics);
        else refuseBrokenTemplates(value, diagnostics, TEXTS.has(key) ? 'inside' : place);
      }
  }
}

function refuseBrokenTemplate(text: string, span: Span, diagnostics: Diagnostics, place?: BracesPlace): void {
  const other = place === undefined ? undefined : otherVariable(text, place);
  if (other !== undefined)
    diagnostics.warn(
      'other-braces',
      span,
      `expected a variable as {{${other.name}}}, found ${other.written}, which is sent as it stands`,
      `write {{${other.name}}}, or nothing if ${other.written} is meant`,
    );
  if (!isTemplate(text)) return;
  const compiled = compileTemplate(text);
  if ('problem' in compiled) diagnostics.error('template', span, compiled.problem);
}
