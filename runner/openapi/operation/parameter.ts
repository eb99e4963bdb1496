import type { DocumentPlace } from '../document/documents.ts';
import type { ParameterLocation, Serialization } from './serialization.ts';

/** A documented parameter of an operation. */
export type Parameter = {
  readonly name: string;
  readonly in: ParameterLocation;
  readonly required: boolean;
  readonly serialization: Serialization;
  /** Whether it may be sent without a value, whatever its schema. */
  readonly allowsEmpty: boolean;
  /** The place of the schema; in Swagger 2.0 the parameter is its own schema. */
  readonly schema: DocumentPlace | undefined;
  readonly place: DocumentPlace;
};
