import type { Spec } from '../../language/parse.ts';
import type { Step } from '../../language/step/step.ts';
import type { Authorization } from '../../environment/schemes.ts';
import type { Environment } from '../../environment/environment.ts';
import type { RenderedStep } from './render.ts';
import type { Hosts } from './hosts.ts';
import type { Scope } from '../scope/scope.ts';
import type { Target } from './target.ts';

/** Reads a file that a step sends; a string says why it cannot. */
export type ReadAttachment = (asked: {
  readonly spec: string;
  readonly file: string;
  readonly environment: Environment;
}) => Promise<Uint8Array | { readonly problem: string }>;

/** The parts of a request. */
export type BuildInput = {
  readonly spec: Spec;
  readonly step: Step;
  readonly filled: RenderedStep;
  readonly target: Target;
  readonly authorization: Authorization;
  readonly environment: Environment;
  readonly scope: Scope;
  readonly hosts: Hosts;
  /** Whether a text holds a secret, which no other host may receive. */
  readonly holdsSecret: (text: string) => boolean;
  readonly onBehalfOf: boolean;
  /** Whether the step expects a status. */
  readonly isExpectedStatus: (status: number) => boolean;
  readonly readAttachment: ReadAttachment;
  readonly boundary: string;
};
