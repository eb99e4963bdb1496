import type { JsonType } from '../../openapi/document/json.ts';
import type { DocumentPlace } from '../../openapi/document/load.ts';
import { type DocumentedBody, findField } from './documented-body.ts';
import { type FieldStep, fieldPathOf, writePath } from './field-path.ts';
import type { Shape } from '../observed/shape.ts';

/** A field of a shape that the document does not have, or has with another type. */
export type ShapeDrift = {
  readonly path: string;
  readonly steps: readonly FieldStep[];
  readonly place: DocumentPlace;
  /** What the document says, in words. */
  readonly document: string;
} & (
  | { readonly kind: 'undocumented' }
  | { readonly kind: 'type'; readonly found: readonly JsonType[]; readonly documented: readonly JsonType[] }
);

/** Holds a shape against what the document says of the body. Where a field is missing, what lies below it is not said. */
export function compareShape(shape: Shape, body: DocumentedBody): readonly ShapeDrift[] {
  const drifts = new Map<string, ShapeDrift>();
  for (const [path, types] of Object.entries(shape)) {
    const steps = fieldPathOf(path);
    const field = findField(body, steps);
    if (field.kind === 'unknown') continue;
    if (field.kind === 'absent') {
      if (!field.parent.split(' or ').includes('object')) continue;
      const absent = steps.slice(0, field.at + 1);
      const name = writePath(absent);
      const document = body.kind === 'examples' ? `has an example without ${name}` : `has no ${name}`;
      drifts.set(name, { kind: 'undocumented', path: name, steps: absent, place: field.place, document });
      continue;
    }
    const found = types.filter((type) => type !== 'null');
    const isFitting =
      found.length === 0 || field.types.size === 0 || found.some((type) => field.types.has(type));
    // An example proves what is there, not what could be.
    if (isFitting || body.kind === 'examples') continue;
    const documented = [...field.types];
    const document = `says ${path} is ${documented.join(' or ')}`;
    drifts.set(path, { kind: 'type', path, steps, place: field.place, found, documented, document });
  }
  return [...drifts.values()];
}
