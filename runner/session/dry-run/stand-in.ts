import type { Step } from '../../language/step/step.ts';
import { variablesOfStep } from '../../language/step/step-variables.ts';
import type { Json } from '../../language/yaml/yaml.ts';

/** Placeholder values of one kind for the variables that only answers give. */
export type StandIn = { readonly valueOf: (name: string) => Json };

const TEXT = 'given-by-an-answer';
const NUMBER = 7_919_801;
const TIME = '2001-02-03T04:05:06.000Z';

/** Placeholders of several kinds: a problem that occurs with each of them does not depend on extracted values. */
export function createStandIns(steps: readonly Step[]): readonly [StandIn, ...StandIn[]] {
  const names = steps.flatMap(variablesOfStep).filter((name) => name.includes('.'));
  return [
    { valueOf: () => TEXT },
    { valueOf: () => NUMBER },
    { valueOf: () => TIME },
    { valueOf: () => [TEXT] },
    {
      valueOf: (name) =>
        names.reduce<Json>(
          (value, each) => (each.startsWith(`${name}.`) ? withPart(value, each.split('.').slice(1)) : value),
          TEXT,
        ),
    },
  ];
}

/** A value with a text at these keys, in addition to its members. */
function withPart(value: Json, [key, ...rest]: readonly string[]): Json {
  if (key === undefined) return value;
  const map = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  return { ...map, [key]: withPart((map as Readonly<Record<string, Json>>)[key] ?? TEXT, rest) };
}

const STAND_INS = new RegExp(
  [TEXT, NUMBER, TIME.replace('.', '\\.'), encodeURIComponent(TIME).replace('.', '\\.')].join('|'),
  'g',
);

/** A sentence with placeholders in place of the values that answers will give. */
export const hideStandIns = (sentence: string): string => sentence.replace(STAND_INS, '…');
