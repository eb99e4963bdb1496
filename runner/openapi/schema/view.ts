import { HINT, SWITCH } from './discriminator.ts';
import { VALUES } from './engine/engine-keywords.ts';
import { both, createMergeState, flatten, nothing } from './flatten.ts';
import { isObject, type JsonObject, own, ownList, ownObject } from '../document/json.ts';
import { flagOfField } from './one-way.ts';
import type { PatternGuard } from './engine/pattern.ts';
import { readPattern } from './engine/pattern-source.ts';
import type { JsonSchema } from './json-schema.ts';
import type { Flag } from './flag.ts';
import type { FormatOf, Knowledge } from './flat.ts';

/**
 * All schemas that may apply to one value, merged: through `$ref`, `allOf`, and every branch of `oneOf` and `anyOf`. Created
 * once for each set of schemas, so that walking a response only looks things up.
 */
export type View = {
  readonly knowledge: Knowledge;
  /** The formats that a text may have; empty if it may have any. */
  readonly texts: readonly FormatOf[];
  /** The formats that a number may have; empty if it may have any. */
  readonly numbers: readonly FormatOf[];
  /** Whether a text or a number may be off its format. */
  readonly hasFormats: boolean;
  readonly field: (name: string) => View | 'undocumented';
  /** The flag of a field that must not be sent in this direction. */
  readonly flagOf: (name: string) => Flag | undefined;
  readonly item: (index: number) => View;
  /** The view for this object: if a discriminator selects, only the selected branch counts. */
  readonly choose: (value: JsonObject) => View;
  /** The schemas that document the fields. */
  readonly schemas: readonly JsonObject[];
};

/** Creates the view of a whole translated schema. */
export function createView(root: JsonSchema, guard: PatternGuard): View {
  const ids = new Map<object, number>();
  const views = new Map<string, View>();
  const state = createMergeState(root);
  const idOf = (schema: object): number => {
    const id = ids.get(schema) ?? ids.size;
    ids.set(schema, id);
    return id;
  };
  const viewOf = (schemas: readonly unknown[]): View => {
    const objects = [...new Set(schemas.filter(isObject))];
    const key = objects
      .map(idOf)
      .sort((a, b) => a - b)
      .join();
    const known = views.get(key);
    if (known) return known;
    const view = makeView(objects);
    views.set(key, view);
    return view;
  };

  const makeView = (schemas: readonly JsonObject[]): View => {
    const parts = schemas.map((schema) => flatten(schema, state));
    const all = parts.reduce(both, nothing);
    const fields = new Map<string, View | 'undocumented'>();
    const items = new Map<number, View>();
    /** The number of items with views of their own. */
    let widest: number | undefined;
    const chosen = new Map<string, View>();
    const flags = new Map<string, { readonly flag: Flag | undefined }>();
    const lookField = (name: string): View | 'undocumented' => {
      const found = all.holders.flatMap((holder) => schemasOfField(holder, name, guard));
      return found.length > 0 || all.knowledge !== 'fields' ? viewOf(found) : 'undocumented';
    };
    const lookFlag = (name: string) => {
      const documenting = all.holders.flatMap((holder) =>
        schemasOfField(holder, name, guard).map((schema) => ({
          holder,
          flat: flatten(schema, state),
        })),
      );
      return { flag: flagOfField(name, documenting, (holder) => all.sureHolders.has(holder)) };
    };
    const lookItem = (at: number): View =>
      viewOf(all.holders.map((holder) => ownList(holder, 'prefixItems')[at] ?? own(holder, 'items')));
    const chooseBranch = (value: JsonObject): View => {
      const branches = all.switches.flatMap((each) => chosenBranch(each, value));
      if (branches.length === 0) return view;
      return remember(chosen, branches.map(idOf).join(), () =>
        viewOf([...all.holders.filter((holder) => !all.branchHolders.has(holder)).map(bare), ...branches]),
      );
    };
    const view: View = {
      knowledge: all.knowledge,
      texts: all.texts,
      numbers: all.numbers,
      hasFormats: all.texts.length + all.numbers.length > 0,
      schemas: all.holders,
      field: (name) => remember(fields, name, lookField),
      flagOf: (name) => remember(flags, name, lookFlag).flag,
      item: (index) => {
        widest ??= Math.max(0, ...all.holders.map((holder) => ownList(holder, 'prefixItems').length));
        return remember(items, Math.min(index, widest), lookItem);
      },
      choose: (value) => (all.switches.length === 0 ? view : chooseBranch(value)),
    };
    return view;
  };
  return viewOf([root]);
}

const bareCopies = new WeakMap<JsonObject, JsonObject>();

/** A schema without composition keywords, whose parts are known separately. */
function bare(schema: JsonObject): JsonObject {
  const { $ref: _, allOf: __, anyOf: ___, oneOf: ____, [SWITCH]: _____, [HINT]: ______, ...rest } = schema;
  const copy = bareCopies.get(schema) ?? rest;
  bareCopies.set(schema, copy);
  return copy;
}

/** `make` gets the key, so that a look-up makes no function. */
function remember<K, V>(memo: Map<K, V>, key: K, make: (key: K) => V): V {
  const known = memo.get(key);
  if (known !== undefined) return known;
  const made = make(key);
  memo.set(key, made);
  return made;
}

function schemasOfField(holder: JsonObject, name: string, guard: PatternGuard): readonly unknown[] {
  const named = own(ownObject(holder, 'properties'), name);
  const matched = Object.entries(ownObject(holder, 'patternProperties')).flatMap(([source, schema]) => {
    const pattern = readPattern(source);
    return !('problem' in pattern) && guard.test(pattern, name) ? [schema] : [];
  });
  const listed = named === undefined ? matched : [named, ...matched];
  const others = own(holder, 'additionalProperties');
  // A field that is documented without any constraint still counts as documented.
  return (listed.length > 0 ? listed : isObject(others) ? [others] : []).map((schema) =>
    isObject(schema) ? schema : anything,
  );
}

const anything: JsonObject = {};

function chosenBranch(schema: JsonObject, value: JsonObject): readonly JsonObject[] {
  const property = String(schema[SWITCH]);
  const wanted = own(value, property);
  const found = ownList(schema, 'allOf').find((condition) =>
    ownList(own(ownObject(own(condition, 'if'), 'properties'), property), VALUES.enum).includes(wanted),
  );
  const branch = own(found, 'then');
  return isObject(branch) ? [branch] : [];
}
