import { describe, expect, test } from 'vitest';
import { fakeHost, runSpec, specOf } from '../../test/run-fixture.ts';

/** Everything that a run of one step shows of an answer. */
async function shownOf(
  step: string,
  answer: Parameters<Parameters<typeof fakeHost>[0]>[0] | object,
  status = 200,
) {
  const spec = specOf({ test: `- id: a\n  method: GET\n  path: /x\n${step}` });
  const { events, ...result } = await runSpec(spec, fakeHost(() => ({ status, ...answer })).send);
  return { result, all: JSON.stringify([events, result]) };
}

describe('a value that an extract redacts is hidden at its place', () => {
  const card = { cvv: '739', pin: 841, exp: [77, 'Zq'], ok: true, big: 987 };

  test('however short it is, and of any type', async () => {
    const { result, all } = await shownOf('  extract: { card: { path: $.card, redact: true } }', {
      json: { card, kept: 'abc' },
    });
    expect(result.steps[0]!.response!.body).toBe('{"card":"$HIDDEN_CARD","kept":"abc"}');
    expect(result.steps[0]!.extracted).toEqual({ card: '$HIDDEN_CARD' });
    expect(all.match(/739|841|77|Zq|987/g)).toBeNull();
  });

  test('in checks and extracts of its parts and of what contains it', async () => {
    const { all } = await shownOf(
      `  extract: { cvv: { path: $.card.cvv, redact: true }, all: $.card }
  expect: { body: { $.card.cvv: "12x", "$.card": { cvv: 1 }, "$..cvv": { any: zz } } }`,
      { json: { card } },
    );
    expect(all.match(/739/g)).toBeNull();
  });

  test('in the message of a step that polled in vain', async () => {
    const { all } = await shownOf(
      `  extract: { cvv: { path: $.card.cvv, redact: true } }
  retry: { until: { body: { $.card.cvv: "1", $.password: a } }, attempts: 2, interval: 1 }`,
      { json: { card, password: 'pw-x' } },
    );
    expect(all.match(/739|pw-x/g)).toBeNull();
    expect(all).toContain('did not come in 2 attempts');
  });

  test('at each node of a path, and digit for digit', async () => {
    const text = '{"list":[{"n":90071992547409931234},{"n":12}]}';
    const { result } = await shownOf('  extract: { n: { path: "$.list[*].n", all: true, redact: true } }', {
      text,
      headers: { 'content-type': 'application/json' },
    });
    expect(result.steps[0]!.response!.body).toBe('{"list":[{"n":"$HIDDEN_N"},{"n":"$HIDDEN_N_2"}]}');
  });

  test('and a number of three digits elsewhere', async () => {
    const { result } = await shownOf('  extract: { pin: { path: $.pin, redact: true } }', {
      json: { pin: 618, said: 'your pin is 618' },
    });
    expect(result.steps[0]!.response!.body).toBe('{"pin":"$HIDDEN_PIN","said":"your pin is $HIDDEN_PIN"}');
  });
});

describe('a check under a sensitive name shows no value', () => {
  test.each([
    ['"$.users[*].password": zz', { users: [{ password: 'hunt7' }, { password: 'hunt8' }] }, /hunt|zz/],
    ['$.client_secret: 1', { client_secret: 12345678 }, /345678/],
    ['"$.secret[0]": zz', { secret: ['hunt1'] }, /hunt/],
    ['"$.id_token.v": zz', { id_token: { v: 'hunt2' } }, /hunt/],
    ['"$[\'password\']": { in: [aa, bb] }', { password: 'hunt3' }, /hunt/],
  ])('%s', async (expected, json, secret) => {
    const { result } = await shownOf(`  expect: { body: { ${expected} } }`, { json });
    const { checks, reason } = result.steps[0]!;
    expect(JSON.stringify([checks, reason, result.reason]).match(secret)).toBeNull();
    expect(reason).toContain('***');
  });

  test('of a header', async () => {
    const { all } = await shownOf('  expect: { headers: { x-api-key: zz } }', {
      json: {},
      headers: { 'x-api-key': 'hunt4' },
    });
    expect(all.match(/hunt4/)).toBeNull();
  });

  test('and says that two values differ', async () => {
    const { result } = await shownOf('  expect: { body: { $.password: hunter1 } }', {
      json: { password: 'hunter2' },
    });
    expect(result.reason).toBe(
      'test a: body $.password: expected "***", got "***" (both are hidden, and they differ)',
    );
  });

  test('of an extract', async () => {
    const { all } = await shownOf('  extract: { pw: $.password }', { json: { password: 'hunt5' } });
    expect(all.match(/hunt5/)).toBeNull();
  });

  test('except the sentences of an error response', async () => {
    const { result } = await shownOf(
      '  expect: { status: 422, body: { "$.errors.password[0]": is too long } }',
      { json: { errors: { password: ['is too short'] } } },
      422,
    );
    expect(result.reason).toContain('got "is too short"');
  });
});
