import { expect, test } from 'vitest';
import { hiddenPlaces } from './places.ts';

const part = (name: string, value: string): string =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

test.each([
  ['pin=12&name=12', 'pin=***&name=12'],
  ['name=x&p%69n=a%2Fb', 'name=x&p%69n=***'],
  ['pin[a]=1&pinned=2&pin=', 'pin[a]=***&pinned=2&pin='],
  [`${part('pin', '12')}${part('name', '12')}--b--`, `${part('pin', '***')}${part('name', '12')}--b--`],
])('hidden fields of the form %j', (text, shown) => {
  expect(hiddenPlaces([[['pin'], '***']]).bodyOf({ json: undefined, text })).toBe(shown);
});

test('a text that is hidden entirely', () => {
  expect(hiddenPlaces([[[], '***']]).bodyOf({ json: undefined, text: 'hunter2' })).toBe('***');
});
