import { expect, test } from 'vitest';
import { documentedTokens, normaliseToken } from './tokens.ts';

test.each([
  ['Available for **Staff and Directory tokens**.', ['staff', 'directory']],
  ['Get it. Available for **Staff, Application, and Internal Tokens only**', ['staff', 'app', 'admin']],
  ['Available for **Staff** tokens.', ['staff']],
  [
    'Available for **Internal tokens**, **Directory Tokens** and **Staff Tokens**',
    ['admin', 'directory', 'staff'],
  ],
  ['Available for **Staff tokens** - a token of a client of the business is refused', ['staff']],
  [
    'Available for **Staff tokens**. **Directory and App tokens** are supported with a header',
    ['staff', 'directory', 'app'],
  ],
  ['Available for Client tokens, not for Staff tokens', ['client']],
  ['Available for businesses with a plan.', []],
  ['Soft-deletes it. Available fo **Staff token**', ['staff']],
])('%s', (description, tokens) => {
  expect(documentedTokens({ description }, {})).toEqual(tokens);
});

test('security and x-auth-type speak where the text is silent', () => {
  expect(documentedTokens({ security: [{ staffToken: [] }, { InternalAuth: [] }] }, {})).toEqual([
    'staff',
    'admin',
  ]);
  expect(documentedTokens({}, { security: [{ client: [] }] })).toEqual(['client']);
  expect(documentedTokens({ security: [{ Bearer: [] }] }, {})).toEqual([]);
  expect(documentedTokens({ 'x-auth-type': 'Directory' }, {})).toEqual(['directory']);
  expect(documentedTokens({ 'x-auth-type': 'Application & Application User' }, {})).toEqual([]);
});

test('a token type has one name', () => {
  expect(['internal', 'Application', 'karma'].map(normaliseToken)).toEqual(['admin', 'app', 'karma']);
});
