import type { HttpRequest } from '../../http/exchange.ts';
import type { ContractQuestion } from '../../openapi/check/contract-question.ts';
import type { Source } from '../../openapi/check/finding.ts';
import type { Answer } from '../../language/answer.ts';
import type { Spec } from '../../language/parse.ts';
import type { Step } from '../../language/step/step.ts';
import type { Check, OperationName } from '../events.ts';
import type { RenderedStep } from '../request/render.ts';

/** One exchange to be checked against the contract. */
export type ContractInput = {
  readonly spec: Spec;
  readonly step: Step;
  readonly filled: RenderedStep;
  readonly request: HttpRequest;
  readonly token: string;
  readonly answer: Answer;
  /** The separate `Set-Cookie` headers, which the response's headers have joined. */
  readonly setCookies: readonly string[] | undefined;
  readonly severity: Readonly<Record<string, string>>;
  /** Called for each value that the document marks as secret. */
  readonly onSecret: ContractQuestion['onSecret'];
  /** Whether a sent text must not be shown. */
  readonly isHidden: (source: Source) => boolean;
};

/** Checks requests and responses against the API document of a spec. */
export type Contract = {
  /** Whether the document that a spec names exists and can be read; undefined if its check is off. */
  readonly findDocument: (spec: Spec, severity: Readonly<Record<string, string>>) => Check | undefined;
  /** The base paths of the document. */
  readonly basePaths: (spec: Spec) => readonly string[];
  /** The documented operation that the `endpoint:` of a spec names. */
  readonly operationOfEndpoint: (spec: Spec) => OperationName | undefined;
  readonly check: (input: ContractInput) => readonly Check[];
  /** The documented operation of an exchange. */
  readonly operationOf: (input: ContractInput) => OperationName | undefined;
  /** Whether the document declares `X-On-Behalf-Of` for the operation. */
  readonly declaresOnBehalf: (spec: Spec, method: string, path: string) => boolean;
};

/** The contract of `--contract off`: checks nothing. */
export const noContract: Contract = {
  findDocument: () => undefined,
  basePaths: () => [],
  operationOfEndpoint: () => undefined,
  check: () => [],
  operationOf: () => undefined,
  declaresOnBehalf: () => false,
};
