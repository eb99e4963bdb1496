import { expect, test } from 'vitest';
import { judgeFormat } from './format.ts';

test.each([
  ['duration', 'P1Y2M3DT4H5M6S', true],
  ['duration', 'P3W', true],
  ['duration', 'PT36H', true],
  ['duration', 'p1dt2h', true],
  ['duration', 'PT1H1S', false],
  ['duration', 'P1Y1D', false],
  ['duration', 'P1YT1S', true],
  ['duration', 'P1W1D', false],
  ['duration', 'PT', false],
  ['duration', 'P', false],
  ['uri', 'a:', true],
  ['uri', 'urn:isbn:0451450523', true],
  ['uri', 'http://u:p@[::1]:8080/a;b?c=/?#/?', true],
  ['uri', 'http://[v1.a:b]/', true],
  ['uri', 'file:///etc/hosts', true],
  ['uri', 'http://a:80a/', false],
  ['uri', 'http://[::1', false],
  ['uri', 'http://[1:2]/', false],
  ['uri', 'http://a?b#c#d', false],
  ['uri', 'http://a/b c', false],
  ['uri', 'http://a/%zz', false],
  ['uri', '1a:b', false],
  ['uri', 'a', false],
  ['uri-reference', '1:2', false],
  ['uri-reference', './1:2', true],
  ['uri-reference', 'a/1:2', true],
  ['uri-reference', '//host', true],
  ['uri-reference', '', true],
  ['uri-reference', '#a', true],
  ['uri-reference', 'a"b', false],
  ['iri', 'http://ü.example/ß', true],
  ['iri', 'http://a:ü/', false],
])('%s of %s is %s', (format, text, fits) => {
  expect(judgeFormat(format, text) === 'fits').toBe(fits);
});
