import { digitsOf, isAnyNumber } from '../../openapi/document/exact.ts';
import { isObject } from '../../openapi/document/json.ts';

/** A text of a document in which nothing is a variable. */
export const literal = (text: string): string => text.replace(/(?<!\\)(\{\{|<<)/g, '\\$1');

/** A value of a document in which nothing is a variable. */
export function literalValue(value: unknown): unknown {
  if (typeof value === 'string') return literal(value);
  if (Array.isArray(value)) return value.map(literalValue);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [literal(key), literalValue(each)]));
}

/** What the built-ins that new specs use look like. */
const OF_BUILTINS: Readonly<Record<string, unknown>> = {
  uuid: '2f1c5d2e-7a64-4b0f-8d39-51e0c2a9b004',
  unique_id: '2f1c5d2e7a64',
  random_string: 'goharpetub',
  random_email: 'qa.2f1c5d2e@example.com',
  random_phone: '+15550100300',
  random_url: 'https://example.com/2f1c5d2e',
  random_firstname: 'Bado',
  random_lastname: 'Elfi',
  random_address: '1 Mill Lane, Unit 7',
  today_date: '2030-01-01',
  tomorrow_date: '2030-01-02',
  yesterday_date: '2029-12-31',
  next_week_date: '2030-01-08',
  next_month_date: '2030-02-01',
  now_datetime: '2030-01-01T10:00:00.000Z',
  tomorrow_datetime: '2030-01-02T17:00:00.000Z',
  next_week_datetime: '2030-01-08T17:00:00.000Z',
};

/** Values that stand for variables while a request is held against the document. */
export type StandIns = ReadonlyMap<string, unknown>;

/** A value as it would be sent, with something of the right kind in the place of each variable. */
export function fillStandIns(value: unknown, standIns: StandIns): unknown {
  if (typeof value === 'string') return fillText(value, standIns);
  if (Array.isArray(value)) return value.map((each) => fillStandIns(each, standIns));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      String(fillText(key, standIns)),
      fillStandIns(each, standIns),
    ]),
  );
}

function fillText(text: string, standIns: StandIns): unknown {
  const standInOf = (name: string): unknown => standIns.get(name) ?? OF_BUILTINS[name] ?? name;
  const [, whole] = /^\{\{([\w.]+)\}\}$/.exec(text) ?? [];
  if (whole !== undefined) return standInOf(whole);
  return text
    .replace(/(?<!\\)\{\{([\w.]+)\}\}/g, (_, name: string) => asText(standInOf(name)))
    .replace(/\\(\{\{|<<)/g, '$1');
}

const asText = (value: unknown): string => (isAnyNumber(value) ? digitsOf(value) : String(value));
