import type { Diagnostics } from '../diagnostic.ts';
import type { Rendering } from '../template/template.ts';
import type { WrittenJson } from '../template/written.ts';
import type { Fields } from '../yaml/fields.ts';
import type { KeySchema } from './key-schemas.ts';

/** How the variables of a value that is sent are filled in; `run/request/render.ts` has a function for each. */
export type RenderingName = 'path' | 'texts' | 'flat' | 'body';

/** One key of a step: a row of the table in `step-keys.ts`. */
export type StepKey = {
  /** The field of a `Step` that holds its value. */
  readonly field: string;
  /** Another spelling. */
  readonly alias?: string;
  /** A step without it is invalid. */
  readonly isRequired?: true;
  /** Gives undefined for an invalid value; `content` is read together with the other keys of the content. */
  readonly read: 'content' | ((fields: Fields, diagnostics: Diagnostics) => unknown);
  /** The value for a step without the key. Without a default, the field is absent. */
  readonly absent?: unknown;
  /** Visits the texts that may hold variables, where these are not all texts of the value. */
  readonly visitTexts?: (value: never, visit: (text: WrittenJson) => void) => void;
  /** For `verify help step` and for editors. */
  readonly meaning: string;
  readonly default: string;
  readonly schema: KeySchema;
} & (
  | {
      readonly isSent: true;
      /** `written`: sent as written, without variables. */
      readonly rendering: RenderingName | 'written';
    }
  | {
      readonly isSent: false;
      readonly hasVariables: boolean;
      /** Fills in what is evaluated after the answer, so that a missing variable is found before the request is sent. */
      readonly check?: (value: never, work: Rendering) => void;
    }
);
