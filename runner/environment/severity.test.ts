import { describe, expect, test } from 'vitest';
import { layerSeverities } from './severity.ts';

/** Of files from the outermost to the nearest. */
const layered = (...severities: readonly Readonly<Record<string, string>>[]) =>
  layerSeverities(
    severities
      .map((severity, depth) => ({ path: `${'sub/'.repeat(depth)}environments.yaml`, severity }))
      .toReversed(),
  );

describe('the severities of nested folders', () => {
  test('are those of the outermost file, milder than the defaults or not', () => {
    expect(layered({ 'response-schema': 'off', 'response-format': 'error' })).toEqual({
      severity: { 'response-schema': 'off', 'response-format': 'error' },
      notes: [],
    });
  });

  test('may be stricter further in', () => {
    expect(
      layered({ 'response-schema': 'off' }, { 'response-schema': 'warn' }, { 'response-schema': 'error' }),
    ).toEqual({ severity: { 'response-schema': 'error' }, notes: [] });
  });

  test.each([
    ['what is said above', { 'response-schema': 'error' }, 'error'],
    ['the default, where nothing is said above', {}, undefined],
  ])('are no milder than %s', (_what, outer, severity) => {
    const { severity: found, notes } = layered(outer, { 'response-schema': 'off' });
    expect(found['response-schema']).toBe(severity);
    expect(notes).toEqual([
      'sub/environments.yaml: severity response-schema: off has no effect, because it is error above this folder',
    ]);
  });
});
