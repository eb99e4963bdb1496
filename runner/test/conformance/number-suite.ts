import { compareOperands } from '../../language/jsonpath/compare.ts';
import type { Operator } from '../../language/jsonpath/query.ts';
import { Visits } from '../../language/jsonpath/visits.ts';
import { parseExactJson, writeExactJson } from '../../language/json/exact-json.ts';
import { isEqual } from '../../language/json/json-values.ts';
import { agreesIf, type Outcome, type Suite } from './suite.ts';
import own from './vectors/numbers.json' with { type: 'json' };

type Order = 'less' | 'same' | 'more';

/** The operators that hold for each order. */
const HOLDS: Readonly<Record<Order, readonly Operator[]>> = {
  less: ['<', '<=', '!='],
  same: ['==', '<=', '>='],
  more: ['>', '>=', '!='],
};
const OPERATORS: readonly Operator[] = ['==', '!=', '<', '<=', '>', '>='];

/** Numbers in JSON: how two compare, and how one is written again. */
export const ownNumbers: Suite = {
  name: 'our numbers',
  vectors: [
    ...own.orders.map(([a, order, b]) => ({
      name: `${a} is ${order} to ${b}`,
      ask: () => outcomeOfOrder(a!, order as Order, b!),
    })),
    ...own.written.map(([from, to]) => ({
      name: `${from} is written ${to}`,
      ask: () => agreesIf(writeExactJson(parseExactJson(from!)) === to),
    })),
  ],
};

function outcomeOfOrder(a: string, order: Order, b: string): Outcome {
  const [one, other] = [parseExactJson(a), parseExactJson(b)];
  const visits = new Visits();
  const held = OPERATORS.filter((operator) => compareOperands(operator, one, other, visits));
  const isRight = held.every((each) => HOLDS[order].includes(each)) && held.length === HOLDS[order].length;
  return agreesIf(isRight && isEqual(one, other) === (order === 'same'));
}
