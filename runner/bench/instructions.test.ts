import { expect, test } from 'vitest';
import { readInstructions } from './instructions.ts';

test('instructions are the number that callgrind collected', () => {
  expect(readInstructions('==7== Events    : Ir\n==7== Collected : 501715770\n')).toBe(501_715_770);
});

test('a program that callgrind did not count has no number', () => {
  expect(() => readInstructions('valgrind: failed to start')).toThrow('callgrind counted nothing');
});
