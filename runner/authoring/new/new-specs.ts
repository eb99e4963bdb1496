import type { Compiler } from '../../openapi/schema/engine/compile.ts';
import { createSchemaStore } from '../../openapi/check/schema-checks.ts';
import type { ApiModel, ApiOperation } from './api-model.ts';
import type { EnvironmentFacts } from './environment-facts.ts';
import { planSpecs } from './plan-specs.ts';
import type { Planning } from './planning.ts';
import { indexProducers } from './producers.ts';
import { specDocument } from './spec-document.ts';
import { assignPaths, specFile } from './spec-paths.ts';

/** A spec that does not exist yet. */
export type NewSpec = {
  readonly operation: ApiOperation;
  /** Below the folder of the specs. */
  readonly path: string;
  readonly text: string;
  /** What only a person can give; the spec is skipped then. */
  readonly needs: readonly string[];
};

/** Creates the function that writes the specs of one operation. */
export function createSpecWriter({
  model,
  compiler,
  environmentOf,
}: {
  readonly model: ApiModel;
  readonly compiler: Compiler;
  readonly environmentOf: (operation: ApiOperation) => EnvironmentFacts | undefined;
}): (operation: ApiOperation) => readonly NewSpec[] {
  const stores = {
    decides: createSchemaStore(model.documents, compiler, { discriminator: 'decides' }),
    hints: createSchemaStore(model.documents, compiler, { discriminator: 'hints' }),
  };
  const planning: Planning = {
    model,
    producers: indexProducers(model),
    schemasOf: ({ api }) => stores[api.document.discriminator],
    environmentOf,
  };
  const paths = assignPaths(model);
  return (operation) => {
    const files = new Set<string>();
    return planSpecs(planning, operation).flatMap((draft): readonly NewSpec[] => {
      const path = specFile(paths.get(operation.key)!, draft.variant);
      if (files.has(path)) return [];
      files.add(path);
      return [{ operation, path, text: specDocument(draft, operation.api.name), needs: draft.needs }];
    });
  };
}
