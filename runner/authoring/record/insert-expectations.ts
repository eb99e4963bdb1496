import { applyEdits } from '../../language/edit.ts';
import { hasErrors, parseSpec, type Spec } from '../../language/parse.ts';
import type { Edit, SourceFile } from '../../language/source.ts';
import type { Step } from '../../language/step/step.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import { yamlInline, yamlLines } from '../new/yaml-lines.ts';

/** Expectations to be added to one step. */
export type Addition = { readonly step: Step; readonly expected: ReadonlyMap<string, Json> };

/** The new text of a document; or why lines cannot be added to its steps. */
export type Inserted = { readonly text: string } | { readonly refused: string };

/**
 * Adds lines to the `expect` of steps, replaces some values with stricter ones, and changes no other byte. Reads the result, and
 * refuses if anything but these expectations differs.
 */
export function insertExpectations(spec: Spec, additions: readonly Addition[]): Inserted {
  const { source } = spec;
  const edits: Edit[] = [];
  for (const addition of additions) {
    const made = editsFor(source, addition);
    if (made === undefined)
      return {
        refused: `the "expect" of ${addition.step.id} stands on one line: write it over several, as in expect: (line break) body:`,
      };
    edits.push(...made);
  }
  const text = applyEdits(source.text, edits);
  const after = parseSpec({ ...source, text });
  return !hasErrors(after.diagnostics) && isExtended(spec, after, additions)
    ? { text }
    : { refused: 'adding the expectations would change something else too' };
}

function editsFor(source: SourceFile, { step, expected }: Addition): readonly Edit[] | undefined {
  const replaced: Edit[] = [];
  const added = new Map<string, Json>();
  for (const [path, wanted] of expected) {
    const span = step.spans[`expect.body.${path}`];
    const inline = yamlInline(wanted);
    if (span === undefined) added.set(path, wanted);
    else if (inline !== undefined) replaced.push({ span, text: inline });
  }
  if (added.size === 0) return replaced;
  const addition = editFor(source, { step, expected: added });
  return addition === undefined ? undefined : [...replaced, addition];
}

function editFor({ text }: SourceFile, { step, expected }: Addition): Edit | undefined {
  const { spans, span } = step;
  const lines = (indent: string): readonly string[] =>
    [...expected].flatMap(([path, wanted]) => yamlLines(path, wanted, indent));
  const body = spans['expect.body'];
  const expect = spans['expect'];
  if (body !== undefined) {
    const indent = blockIndent(text, body.start);
    return indent === undefined ? undefined : insertAfter(text, body.end, lines(indent));
  }
  if (expect !== undefined) {
    const indent = blockIndent(text, expect.start);
    return indent === undefined
      ? undefined
      : insertAfter(text, expect.end, [`${indent}body:`, ...lines(`${indent}  `)]);
  }
  const column = span.start - (text.lastIndexOf('\n', span.start - 1) + 1);
  const indent = ' '.repeat(column);
  return insertAfter(text, span.end, [`${indent}expect:`, `${indent}  body:`, ...lines(`${indent}    `)]);
}

/** The indentation of a map in block form; undefined for a flow map, or one on the line of its key. */
function blockIndent(text: string, start: number): string | undefined {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return /^ +$/.test(before) && text[start] !== '{' ? before : undefined;
}

/** Inserts whole lines after the line with the last character before `end`. */
function insertAfter(text: string, end: number, lines: readonly string[]): Edit {
  const last = text.slice(0, end).trimEnd().length;
  const lineFeed = text.indexOf('\n', last);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const added = lines.map((line) => line + eol).join('');
  const at = lineFeed === -1 ? text.length : lineFeed + 1;
  return { span: { start: at, end: at }, text: lineFeed === -1 ? eol + added : added };
}

/** Whether two versions of a document differ in these expectations alone. */
function isExtended(before: Spec, after: Spec, additions: readonly Addition[]): boolean {
  const plain = (step: Step): string => {
    const { spans: _, span: __, expect, ...rest } = step;
    return JSON.stringify(
      {
        ...rest,
        expect: { ...expect, body: Object.entries(expect.body).toSorted(([a], [b]) => (a < b ? -1 : 1)) },
      },
      (___, each: unknown) => (typeof each === 'bigint' || typeof each === 'symbol' ? String(each) : each),
    );
  };
  return (
    before.steps.length === after.steps.length &&
    before.steps.every((step, index) => {
      const added = additions.find((each) => each.step === step)?.expected ?? new Map<string, Json>();
      const body = { ...step.expect.body, ...Object.fromEntries(added) } as Step['expect']['body'];
      return plain({ ...step, expect: { ...step.expect, body } }) === plain(after.steps[index]!);
    })
  );
}
