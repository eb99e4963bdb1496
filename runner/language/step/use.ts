import type { Diagnostics } from '../diagnostic.ts';
import { Fields } from '../yaml/fields.ts';
import type { Span } from '../source.ts';
import type { SectionName } from './step.ts';
import { textOfScalar } from '../template/written.ts';
import type { YamlMap } from '../yaml/yaml-node.ts';

/** A step that is replaced by the steps of another spec. */
export type Use = {
  readonly id: string;
  readonly section: SectionName;
  /** The other spec, relative to this one. */
  readonly file: string;
  /** Variables that this spec receives from the other: their name here, and there. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly span: Span;
  /** How many steps of this spec come before. */
  readonly at: number;
};

/** Whether a text may have a step that uses another spec; a backslash counts, because an escape could hide the key. */
export const mayUse = (text: string): boolean => /uses|\\/.test(text);

/** The keys of a step that uses another spec. */
export const USE_KEYS: readonly string[] = ['id', 'description', 'uses', 'outputs'];

/** Undefined when it lacks a required key. */
export function readUse(
  node: YamlMap,
  section: SectionName,
  diagnostics: Diagnostics,
): Omit<Use, 'at'> | undefined {
  const fields = new Fields(node, diagnostics);
  fields.refuseUnknown('a step that uses another spec', USE_KEYS);
  const id = fields.requiredText('id', 'the step');
  const file = fields.requiredText('uses', 'the step');
  if (id === undefined || file === undefined) return undefined;
  return { id, section, file, outputs: readOutputs(fields), span: fields.spanOf('uses') };
}

/** A list of names, or a map of the name here to the name there. */
function readOutputs(fields: Fields): Readonly<Record<string, string>> {
  const node = fields.node('outputs');
  if (node === undefined) return {};
  const pairs =
    node.kind === 'list'
      ? node.items.map((item) =>
          item.kind === 'scalar' ? [textOfScalar(item), textOfScalar(item)] : undefined,
        )
      : node.kind === 'map'
        ? node.entries.map(({ key, value }) =>
            value.kind === 'scalar' ? [key, textOfScalar(value)] : undefined,
          )
        : [undefined];
  if (pairs.some((pair) => pair === undefined)) {
    fields.expected('outputs', 'a list of variables, or a map of the name here to the name there');
    return {};
  }
  return Object.fromEntries(pairs as string[][]) as Record<string, string>;
}
