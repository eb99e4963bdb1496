import { CONTRACT_CHECKS } from '../../openapi/contract-checks.ts';
import type { ContractFinding } from '../../openapi/check/finding.ts';
import type { Spec } from '../../language/parse.ts';
import { type Span, spanOf } from '../../language/source.ts';
import type { Step } from '../../language/step/step.ts';

/** Where in the spec a finding points: at what was sent, at the document's name, or at an expectation. */
export function spanFor(spec: Spec, step: Step, { check, parameter }: ContractFinding): Span {
  const { spans } = step;
  switch (CONTRACT_CHECKS[check].subject) {
    case 'document':
      return spec.metadata.spans['swagger'] ?? spans['path'] ?? step.span;
    case 'path':
      return spans['path'] ?? step.span;
    case 'token':
      return spans['token'] ?? spec.metadata.spans['tokens'] ?? step.span;
    case 'parameter':
      return spanOfParameter(spec, step, parameter);
    case 'sent':
      return spans['body'] ?? spans['form_fields'] ?? spans['id'] ?? step.span;
    case 'status':
      return spans['expect.status'] ?? spans['id'] ?? step.span;
    case 'answer':
      return spans['id'] ?? step.span;
  }
}

/** Where a step sends a parameter, or would send it. */
function spanOfParameter(spec: Spec, { spans, span }: Step, parameter: ContractFinding['parameter']): Span {
  const inQuery = spans['params'] ?? spans['path'] ?? span;
  if (parameter === undefined) return inQuery;
  const { name, in: where } = parameter;
  const near = (block: Span): Span => spanOf(spec.source.text, block, name);
  switch (where) {
    case 'query':
      return near(inQuery);
    case 'path':
      return spans['path'] ?? span;
    case 'header':
    case 'cookie':
      return near(spans['headers'] ?? spans['id'] ?? span);
  }
}
