import { describe, expect, test } from 'vitest';
import { builtinNames, createBuiltins, createRandom, uuidFrom } from './builtins.ts';

const at = (now: string, overrides: object = {}) =>
  createBuiltins({ key: 'a.md', ordinal: 0, seed: '1', nowMs: Date.parse(now), ...overrides });
const NOW = '2026-03-04T05:06:07.089Z';

test('all that the format names are there', () => {
  const named =
    'random_firstname random_lastname random_email random_phone random_string random_number random_address random_url unique_id timestamp uuid future_datetime future_datetime_48h current_date today_date tomorrow_date yesterday_date next_week_date next_month_date start_of_month_date end_of_month_date now_datetime tomorrow_datetime next_week_datetime now_timestamp tomorrow_timestamp current_year current_month';
  expect([...builtinNames].sort()).toEqual(named.split(' ').sort());
  const builtin = at(NOW);
  for (const name of builtinNames) expect(builtin(name), name).toBeDefined();
});

describe('dates', () => {
  test.each([
    ['future_datetime', '2026-03-05T05:06:07.089Z'],
    ['future_datetime_48h', '2026-03-06T05:06:07.089Z'],
    ['current_date', '2026-03-04'],
    ['today_date', '2026-03-04'],
    ['tomorrow_date', '2026-03-05'],
    ['yesterday_date', '2026-03-03'],
    ['next_week_date', '2026-03-11'],
    ['next_month_date', '2026-04-04'],
    ['start_of_month_date', '2026-03-01'],
    ['end_of_month_date', '2026-03-31'],
    ['now_datetime', '2026-03-04T05:06:07.089Z'],
    ['tomorrow_datetime', '2026-03-05T17:00:00.000Z'],
    ['next_week_datetime', '2026-03-11T17:00:00.000Z'],
    ['timestamp', Date.parse(NOW)],
    ['now_timestamp', Math.floor(Date.parse(NOW) / 1000)],
    ['tomorrow_timestamp', Math.floor(Date.parse(NOW) / 1000) + 86_400],
    ['current_year', 2026],
    ['current_month', 3],
  ])('%s', (name, value) => {
    expect(at(NOW)(name)).toBe(value);
  });

  test.each([
    ['2026-01-31T12:00:00Z', '2026-02-28'],
    ['2028-01-31T12:00:00Z', '2028-02-29'],
    ['2026-03-31T23:59:59Z', '2026-04-30'],
    ['2026-12-31T00:00:00Z', '2027-01-31'],
    ['2026-01-28T00:00:00Z', '2026-02-28'],
  ])('a month after %s is %s', (now, date) => {
    expect(at(now)('next_month_date')).toBe(date);
  });

  test.each([
    ['2026-12-31T23:59:59.999Z', '2027-01-01', '2026-12-31'],
    ['2024-02-28T00:00:00Z', '2024-02-29', '2024-02-29'],
  ])('around %s, tomorrow and the end of the month', (now, tomorrow, end) => {
    expect([at(now)('tomorrow_date'), at(now)('end_of_month_date')]).toEqual([tomorrow, end]);
  });
});

describe('randomness', () => {
  const all = (overrides: object = {}) => builtinNames.map((name) => [name, at(NOW, overrides)(name)]);

  test('the same seed gives the same values, in whatever order they are asked for', () => {
    expect(all()).toEqual(all());
    const builtin = at(NOW);
    const backwards = [...builtinNames].reverse().map((name) => [name, builtin(name)]);
    expect(backwards.reverse()).toEqual(all());
  });

  test('a value stays the same within one run of a spec', () => {
    const builtin = at(NOW);
    expect(builtin('uuid')).toBe(builtin('uuid'));
  });

  test.each(['random_email', 'random_string', 'uuid', 'unique_id', 'random_phone', 'random_number'])(
    'another seed gives another %s',
    (name) => {
      expect(at(NOW)(name)).not.toBe(at(NOW, { seed: '2' })(name));
    },
  );

  test.each([
    'random_firstname',
    'random_lastname',
    'random_email',
    'random_phone',
    'random_string',
    'random_number',
    'random_address',
    'random_url',
    'unique_id',
    'uuid',
    'timestamp',
  ])('%s is unique across two thousand specs', (name) => {
    const values = Array.from({ length: 2_000 }, (_, ordinal) =>
      at(NOW, { key: `specs/${ordinal}.md`, ordinal })(name),
    );
    expect(new Set(values).size).toBe(2_000);
  });

  test.each([
    ['random_email', /^qa\.[0-9a-z]{12}@example\.com$/],
    ['random_phone', /^\+1555\d{7}$/],
    ['random_string', /^[a-z]{10}$/],
    ['random_firstname', /^[A-Z][a-z]+$/],
    ['random_url', /^https:\/\/example\.com\/[0-9a-z]{12}$/],
    ['uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
  ])('%s looks like one', (name, pattern) => {
    expect(at(NOW)(name)).toMatch(pattern);
  });

  test('a random number has nine digits', () => {
    for (let ordinal = 0; ordinal < 500; ordinal++)
      expect(String(at(NOW, { ordinal, seed: String(ordinal) })('random_number'))).toMatch(/^\d{9}$/);
  });

  test('numbers lie in [0, 1) and are spread evenly', () => {
    const random = createRandom('spread');
    const buckets = Array<number>(10).fill(0);
    for (let turn = 0; turn < 10_000; turn++) buckets[Math.floor(random.next() * 10)]! += 1;
    for (const count of buckets) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  test('a uuid comes from the given randomness alone', () => {
    expect(uuidFrom(createRandom('x'))).toBe(uuidFrom(createRandom('x')));
  });
});

test.each(['constructor', '__proto__', 'toString', 'random'])('%s is no built-in', (name) => {
  expect(at(NOW)(name)).toBeUndefined();
});
