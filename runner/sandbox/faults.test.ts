import { describe, expect, test } from 'vitest';
import { parseFault } from './faults.ts';

describe('a fault in words', () => {
  test('names an operation and what breaks in it', () => {
    expect(parseFault('POST /v1/payment_links status=200 remove=/id set:/status=5 anyToken')).toEqual({
      kind: 'fault',
      fault: {
        operation: 'POST /v1/payment_links',
        status: 200,
        remove: '/id',
        set: { '/status': 5 },
        anyToken: true,
      },
    });
  });

  test('may be about every operation', () => {
    expect(parseFault('* unreachable')).toEqual({
      kind: 'fault',
      fault: { operation: '*', unreachable: true },
    });
  });

  test('says when, how late, and in which headers', () => {
    expect(
      parseFault('GET /a/{id} when=201 delayMs=20 header:Location=null header:X-Id=7 contentType=text/html'),
    ).toEqual({
      kind: 'fault',
      fault: {
        operation: 'GET /a/{id}',
        when: { status: 201 },
        delayMs: 20,
        headers: { Location: null, 'X-Id': '7' },
        contentType: 'text/html',
      },
    });
  });

  test('takes spaces inside quotes, and JSON as a value', () => {
    expect(parseFault('GET /a body="not \\"json\\" at all" set:/list=[1] set:/name=plain')).toEqual({
      kind: 'fault',
      fault: { operation: 'GET /a', body: 'not "json" at all', set: { '/list': [1], '/name': 'plain' } },
    });
  });

  test.each([
    ['', /not an operation such as/],
    ['/v1/links status=200', /"\/v1\/links status=200" is not an operation/],
    ['POST v1/links status=200', /is not an operation/],
    ['POST /v1/links', /nothing that breaks in it/],
    ['POST /v1/links when=201', /nothing that breaks then/],
    ['POST /v1/links status=99', /A status is a number from 200 to 599, not "99"/],
    ['POST /v1/links remove=id', /"id" is not a JSON Pointer/],
    ['POST /v1/links set:id=1', /"id" is not a JSON Pointer/],
    ['POST /v1/links delayMs=2s', /whole number of milliseconds, not "2s"/],
    ['POST /v1/links contentType=html', /"html" is not a media type/],
    ['POST /v1/links header:=x', /"header:=x" is not one of/],
    ['POST /v1/links remove=/a remove=/b', /says remove twice/],
    ['POST /v1/links anyTokens', /"anyTokens" is not one of when, status, remove, set/],
    ['POST /v1/links toString', /"toString" is not one of/],
    ['POST /v1/links constructor=1', /"constructor=1" is not one of/],
  ])('%j is refused with what is wrong', (text, message) => {
    const parsed = parseFault(text);
    expect(parsed).toMatchObject({ kind: 'invalid', message: expect.stringMatching(message) });
  });
});
