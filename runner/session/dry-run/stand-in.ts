import type { Step } from '../../language/step/step.ts';
import { variablesOfStep } from '../../language/step/step-variables.ts';
import type { Json } from '../../language/yaml/yaml.ts';

/** Values for the variables that only answers give, all of one kind. */
export type StandIn = { readonly valueOf: (name: string) => Json };

const TEXT = 'given-by-an-answer';
const NUMBER = 7_919_801;
const TIME = '2001-02-03T04:05:06.000Z';

/** Values of several kinds: a problem that a step has with each of them does not come from what is extracted. */
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

/** A value that has a text at these keys, beside what it has already. */
function withPart(value: Json, [key, ...rest]: readonly string[]): Json {
  if (key === undefined) return value;
  const map = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  return { ...map, [key]: withPart((map as Readonly<Record<string, Json>>)[key] ?? TEXT, rest) };
}

const STAND_INS = new RegExp(
  [TEXT, NUMBER, TIME.replace('.', '\\.'), encodeURIComponent(TIME).replace('.', '\\.')].join('|'),
  'g',
);

/** A sentence in which the values that an answer will give are left open. */
export const hideStandIns = (sentence: string): string => sentence.replace(STAND_INS, '…');
