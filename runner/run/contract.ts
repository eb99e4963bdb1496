import type { HttpRequest } from '../http/exchange.ts';
import type { Answer } from '../spec/condition.ts';
import type { Spec } from '../spec/parse.ts';
import type { Step } from '../spec/step.ts';
import type { Check } from './events.ts';
import type { Filled } from './request.ts';

/** One exchange, as the contract sees it. */
export type ContractInput = {
  readonly spec: Spec;
  readonly step: Step;
  readonly filled: Filled;
  readonly request: HttpRequest;
  readonly token: string;
  readonly answer: Answer;
};

/** Holds requests and answers against the API document of a spec. */
export type Contract = {
  readonly check: (input: ContractInput) => readonly Check[];
  /** Whether the document declares `X-On-Behalf-Of` for the operation. */
  readonly declaresOnBehalf: (spec: Spec, method: string, path: string) => boolean;
};

/** `--contract off`: nothing is held against any document. */
export const noContract: Contract = { check: () => [], declaresOnBehalf: () => false };
