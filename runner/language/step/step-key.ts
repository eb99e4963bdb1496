import type { Diagnostics } from '../diagnostic.ts';
import type { Rendering } from '../template/template.ts';
import type { WrittenJson } from '../template/written.ts';
import type { Fields } from '../yaml/fields.ts';
import type { KeySchema } from './key-schemas.ts';

/** How the variables of a value that is sent are filled in; `run/request/render.ts` has a function for each. */
export type RenderingName = 'path' | 'texts' | 'flat' | 'body';

/** One key of a step: a row of the table in `step-keys.ts`. */
export type StepKey = {
  /** The part of a `Step` that holds its value. */
  readonly field: string;
  /** Another spelling. */
  readonly alias?: string;
  /** A step cannot do without it. */
  readonly isRequired?: true;
  /** Gives undefined where the value is not as expected; `content` is read with the keys that make up the content. */
  readonly read: 'content' | ((fields: Fields, diagnostics: Diagnostics) => unknown);
  /** The value for a step without the key. Where there is none, the part is absent. */
  readonly absent?: unknown;
  /** Gives the texts that may hold variables, where these are not all texts of the value. */
  readonly visitTexts?: (value: never, visit: (text: WrittenJson) => void) => void;
  /** For `verify help step` and for editors. */
  readonly meaning: string;
  readonly default: string;
  readonly schema: KeySchema;
} & (
  | {
      readonly isSent: true;
      /** `written`: sent as it is written, without variables. */
      readonly rendering: RenderingName | 'written';
    }
  | {
      readonly isSent: false;
      readonly hasVariables: boolean;
      /** Fills in what is used once there is an answer, so that what is missing is found before the request is sent. */
      readonly check?: (value: never, work: Rendering) => void;
    }
);
