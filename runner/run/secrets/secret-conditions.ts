import type { Span } from '../../language/source.ts';
import { variablesIn } from '../../language/step/step-variables.ts';
import type { Spec } from '../../language/parse.ts';
import type { Step } from '../../language/step/step.ts';
import { isTemplate, variablesOf } from '../../language/template/compile.ts';
import { type RequestProblem, spanOfVariable } from '../request/render.ts';
import type { Scope } from '../scope/scope.ts';

/** A text of a step that decides or selects. */
type DecidingText = {
  readonly text: string;
  readonly span: Span;
  readonly name: string;
  /** How it would reveal the secret, and what to write instead. */
  readonly kind: keyof typeof REASONS;
};

const REASONS = {
  when: {
    tells: 'whether the step is sent would tell it',
    hint: 'let the condition read what is no secret, such as --var NAME=…',
  },
  until: {
    tells: 'how long the step waits would tell it',
    hint: 'compare with it as a value: until: { body: { $.field: "{{…}}" } }',
  },
  path: {
    tells: 'what the path selects would tell it',
    hint: 'select with what is no secret; as a value that is compared, in "expect.body", a secret may stand',
  },
  default: {
    tells: 'a default stands for what an answer does not give',
    hint: 'use the secret itself where it is needed',
  },
} as const;

/** Why a step must not be sent: a condition or path of it reads a secret, which its outcome would reveal bit by bit. */
export function findSecretInCondition(spec: Spec, step: Step, scope: Scope): RequestProblem | undefined {
  for (const { text, span, name, kind } of placesOf(step))
    for (const variable of variablesOf(text)) {
      const secret = secretBehind(variable, step, scope);
      if (secret === undefined) continue;
      const { tells, hint } = REASONS[kind];
      const read = secret === `{{${variable}}}` ? secret : `{{${variable}}}, which is made of ${secret}`;
      return {
        check: 'variables',
        message: `${name} must not read ${read}: ${tells}`,
        hint,
        span: spanOfVariable(spec, { ...step, span }, variable),
      };
    }
  return undefined;
}

/** The secret that a variable was made from; the variable of `forEach` is made from its list. */
function secretBehind(variable: string, { forEach }: Step, scope: Scope): string | undefined {
  if (forEach === undefined || variable.split('.')[0] !== forEach.as) return scope.secretBehind(variable);
  for (const name of variablesIn(forEach.in)) {
    const secret = scope.secretBehind(name);
    if (secret !== undefined) return secret;
  }
  return undefined;
}

function placesOf(step: Step): readonly DecidingText[] {
  const { when, retry, extract, expect, spans } = step;
  let places: DecidingText[] = NONE;
  const add = (text: string, key: string, name: string, kind: DecidingText['kind']): void => {
    if (!isTemplate(text)) return;
    if (places === NONE) places = [];
    places.push({ text, span: spans[key] ?? step.span, name, kind });
  };
  if (when !== undefined) add(when, 'when', '"when"', 'when');
  const until = retry?.until;
  if (until?.kind === 'expression') add(until.source, 'retry.until', '"until"', 'until');
  else if (until !== undefined)
    for (const path of Object.keys(until.body)) add(path, 'retry.until', 'a path of "until"', 'path');
  for (const path of Object.keys(expect.body)) add(path, 'expect.body', 'a path of "expect.body"', 'path');
  for (const { name, from, default: fallback } of extract) {
    const source = from.kind === 'body' ? from.path : from.header;
    if (fallback === undefined && !isTemplate(source)) continue;
    const key = `extract.${name}`;
    add(source, key, `the path of extract ${name}`, 'path');
    for (const each of fallback === undefined ? [] : variablesIn(fallback))
      add(`{{${each}}}`, key, `the default of extract ${name}`, 'default');
  }
  return places;
}

/** Shared by most steps; never changed. */
const NONE: DecidingText[] = [];
