import { describe, expect, test } from 'vitest';
import { readRunFlags } from './read-run-flags.ts';

const read = (secret: unknown, env: Readonly<Record<string, string>> = {}) =>
  readRunFlags([], { secret, var: 'plain=1' }, env);

describe('--secret', () => {
  test('is a variable that is known as a secret', () => {
    const { vars, secrets } = read(['key=a=b', 'pin=007']);
    expect(secrets).toEqual({ key: 'a=b', pin: '007' });
    expect(vars).toEqual({ plain: '1', key: 'a=b', pin: '007' });
  });

  test('without a value takes that of the process environment', () => {
    expect(read('API_KEY', { API_KEY: 'from-there' }).vars['API_KEY']).toBe('from-there');
  });

  test.each([
    ['API_KEY', '--secret API_KEY: the process environment has no API_KEY'],
    ['=hidden-value', '--secret: expected name=value, or name, found no name'],
    ['NAME=', '--secret NAME: expected a value, found none'],
    ['hidden-value=', '--secret: expected a value, found none'],
    [
      'hidden-value',
      '--secret: expected name=value, or the name of a variable of the process environment, found neither',
    ],
  ])('%s is refused, and no value is shown', (given, message) => {
    expect(() => read(given)).toThrow(message);
  });
});
