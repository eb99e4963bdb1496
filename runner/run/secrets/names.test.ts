import { describe, expect, test } from 'vitest';
import { redactResult } from './redact-event.ts';
import { createRedactor } from './redact.ts';
import { toCurl } from '../../http/curl.ts';
import type { StepResult } from '../events.ts';

describe('the name that is shown for a secret', () => {
  test('is the name of its environment variable', () => {
    const redactor = createRedactor();
    redactor.add('value-of-it', 'API_KEY');
    expect(redactor.text('value-of-it')).toBe('$API_KEY');
  });

  test.each([
    ['PATH', '$HIDDEN_PATH'],
    ['aws-access_key', '$HIDDEN_AWS_ACCESS_KEY'],
    ['ключ', '$HIDDEN_VALUE'],
  ])('is none that a shell knows where no variable holds it: %s', (name, shown) => {
    const redactor = createRedactor();
    redactor.addFound('found-value', name);
    expect(redactor.text('found-value')).toBe(shown);
    expect(redactor.secretOf(shown.slice(1))).toBe('found-value');
  });

  test('is not a variable that a shell knows if its variable has an unusual name', () => {
    const redactor = createRedactor();
    redactor.add('lower-value', 'path');
    expect(redactor.text('lower-value')).toBe('$HIDDEN_PATH');
  });

  test('is for one secret only', () => {
    const redactor = createRedactor();
    redactor.add('a-variable', 'A_B');
    redactor.add('same-name-elsewhere', 'A_B');
    for (const [name, secret] of [
      ['a-b', 'first-found'],
      ['a.b', 'second-found'],
      ['a b 2', 'third-found'],
    ] as const)
      redactor.addFound(secret, name);
    const all = 'a-variable first-found second-found third-found same-name-elsewhere';
    const shown = redactor.text(all).split(' ');
    expect(shown).toEqual(['$A_B', '$HIDDEN_A_B', '$HIDDEN_A_B_2', '$HIDDEN_A_B_2_2', '$HIDDEN_A_B_3']);
    expect(shown.map((name) => redactor.secretOf(name.slice(1))).join(' ')).toBe(all);
  });

  test('is not the name of a variable that looks like a generated name', () => {
    const redactor = createRedactor();
    redactor.add('a-variable', 'HIDDEN_KEY');
    redactor.addFound('found-value', 'key');
    expect(redactor.text('a-variable found-value')).toBe('$HIDDEN_KEY $HIDDEN_KEY_2');
  });

  test('stays the same when a spec is shown again after its end', () => {
    const redactor = createRedactor();
    for (const secret of ['first-found', 'second-found', 'third-found']) redactor.addFound(secret, 'token');
    const spec = redactor.within('a');
    const shown = spec.text('second-found first-found');
    expect(shown).toBe('$HIDDEN_TOKEN $HIDDEN_TOKEN_2');
    spec.allow('mild-value');
    spec.settle();
    const again = redactor.within('a');
    expect(again).not.toBe(spec);
    expect(again.text('third-found first-found second-found')).toBe(
      `$HIDDEN_TOKEN_3 $HIDDEN_TOKEN_2 $HIDDEN_TOKEN`,
    );
    expect(again.isAllowed('mild-value')).toBe(true);
    expect(again.secretOf('HIDDEN_TOKEN_2')).toBe('first-found');
    expect(redactor.within('a').text('third-found')).toBe('$HIDDEN_TOKEN_3');
    expect(redactor.within('b').text('third-found')).toBe('$HIDDEN_TOKEN');
    expect(redactor.within('b').isAllowed('mild-value')).toBe(false);
  });

  test('does not depend on what other specs show', () => {
    const redactor = createRedactor();
    const [a, b] = [redactor.within('a'), redactor.within('b')];
    a.addFound('of-a-one', 'token');
    b.addFound('of-b-one', 'token');
    expect(a.text('of-a-one of-b-one')).toBe('$HIDDEN_TOKEN $HIDDEN_TOKEN_2');
    expect(b.text('of-b-one of-a-one')).toBe('$HIDDEN_TOKEN $HIDDEN_TOKEN_2');
    expect(redactor.within('a').text('of-b-one')).toBe('$HIDDEN_TOKEN_2');
  });

  test('never refers a pasted command to another variable', () => {
    const redactor = createRedactor();
    redactor.add('the-real-one', 'API_KEY');
    redactor.addFound('from-an-answer', 'path');
    const request = {
      method: 'GET',
      url: 'https://api.test/x?p=from-an-answer',
      headers: { 'X-A': 'the-real-one' },
    };
    const step = { verdict: 'passed', request } as unknown as StepResult;
    expect(toCurl(redactResult({ steps: [step] }, redactor).steps[0]!.request!)).toBe(
      'curl -X GET "https://api.test/x?p=$HIDDEN_PATH" -H "X-A: $API_KEY"',
    );
  });
});

describe('what one spec shows', () => {
  const both = (order: 'shown first' | 'marked first') => {
    const redactor = createRedactor();
    const [showing, marking] = [redactor.within('showing'), redactor.within('marking')];
    const show = () => showing.allow('public-value');
    const mark = () => marking.addSensitive({ api_key: 'public-value' });
    for (const each of order === 'shown first' ? [show, mark] : [mark, show]) each();
    return { showing, marking };
  };

  test.each(['shown first', 'marked first'] as const)('is hidden in others, %s', (order) => {
    const { showing, marking } = both(order);
    expect(showing.json({ api_key: 'public-value', said: 'public-value' })).toEqual({
      api_key: 'public-value',
      said: 'public-value',
    });
    expect(marking.text('public-value')).toBe('$HIDDEN_API_KEY');
    expect(marking.json({ api_key: 'public-value' })).toEqual({ api_key: '$HIDDEN_API_KEY' });
  });

  test.each(['shown first', 'marked first'] as const)(
    'is hidden there too where more than a name marks it, %s',
    (order) => {
      const { showing, marking } = both(order);
      marking.addValue('public-value', 'card');
      expect(showing.text('public-value')).toBe('$HIDDEN_API_KEY');
    },
  );
});
