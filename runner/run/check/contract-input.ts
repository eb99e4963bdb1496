import type { Step } from '../../language/step/step.ts';
import type { HttpRequest } from '../../http/exchange.ts';
import type { RenderedStep } from '../request/render.ts';
import { alsoHiding, type Keys } from '../secrets/places.ts';
import { isHidden } from '../secrets/conceal.ts';
import { registerMarkedText } from '../secrets/register.ts';
import type { StepContext } from '../step-context.ts';
import type { ContractInput } from './contract.ts';

/** The places that an API document marks as secret in an exchange, added while it is checked. */
export type MarkedPlaces = { readonly request: Keys[]; readonly response: Keys[] };

/** An exchange of a step as the contract checks it. */
export function contractInput(
  { spec, options, severity }: Pick<StepContext, 'spec' | 'options' | 'severity'>,
  step: Step,
  exchanged: Pick<ContractInput, 'filled' | 'request' | 'token' | 'answer' | 'setCookies'>,
  marked: MarkedPlaces,
): ContractInput {
  const { filled, request, token, answer, setCookies } = exchanged;
  const { redactor } = options;
  return {
    spec,
    step,
    filled,
    request,
    token,
    answer,
    setCookies,
    onSecret: (side, keys, text) => {
      marked[side].push(keys);
      if (text !== undefined) registerMarkedText(text, keys, redactor);
    },
    severity,
    isHidden: ({ header, texts }) => texts.some((text) => isHidden(text, header, redactor)),
  };
}

/** The body of a request without what the document marks as secret; undefined if it marks nothing. */
export const hiddenBody = (
  { body }: HttpRequest,
  filled: RenderedStep,
  { request }: MarkedPlaces,
): string | undefined =>
  alsoHiding(undefined, request)?.bodyOf({
    json: filled.body,
    ...(typeof body === 'string' && { text: body }),
  });
