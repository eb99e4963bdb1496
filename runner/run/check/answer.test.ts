import { describe, expect, it } from 'vitest';
import { writeExactJson } from '../../language/json/exact-json.ts';
import { readAnswerBody, showText } from './answer.ts';

const read = (type: string | undefined, body: string | Uint8Array) =>
  readAnswerBody({
    headers: type === undefined ? {} : { 'content-type': type },
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
  });

describe('a body of a JSON type', () => {
  it.each(['application/json', 'application/problem+json; charset=utf-8', 'APPLICATION/JSON', 'text/json'])(
    '%s is JSON',
    (type) => {
      expect(read(type, '{"a":1.10}')).toEqual({ json: { a: 1.1 } });
    },
  );

  it('keeps the digits of its numbers', () => {
    expect(writeExactJson(read('application/json', '[990000000262240065]').json)).toBe(
      '[990000000262240065]',
    );
  });

  it('that is invalid says where and why', () => {
    expect(read('application/json', '{"a":"x",}')).toEqual({
      json: undefined,
      problem:
        'expected JSON, as application/json says: expected a member name in double quotes, found "}" (line 1, column 10)',
    });
  });

  it('with a duplicated member is warned of', () => {
    expect(read('application/json', '{"a":1,"a":2}')).toEqual({
      json: { a: 2 },
      duplicated: 'the answer has more than one member "a", of which the last one was read',
    });
  });
});

describe('a body of a text type', () => {
  it.each([
    ['text/plain', '12345'],
    ['text/csv', '42'],
    ['text/html', 'null'],
    ['text/plain', '1.10'],
    ['application/xml', '<a/>'],
  ])('%s %j is text', (type, text) => {
    expect(read(type, text)).toEqual({
      json: undefined,
      text,
      problem: `expected JSON, the answer is ${type}`,
    });
  });

  it('that is a JSON object can be looked into, with a warning', () => {
    expect(read('text/html; charset=utf-8', '{"a":1}')).toEqual({
      json: { a: 1 },
      text: '{"a":1}',
      readAsJson: 'the answer says it is text/html, and was read as the JSON that it is',
    });
  });

  it('is read in the encoding that it names', () => {
    const latin1 = new Uint8Array([0x63, 0x61, 0x66, 0xe9]);
    expect(read('text/plain; charset=ISO-8859-1', latin1).text).toBe('café');
    expect(showText('text/plain; charset="iso-8859-1"', latin1)).toBe('café');
    expect(read('text/plain', latin1).problem).toBe('the body of the answer is not UTF-8');
    expect(read('text/plain; charset=klingon', latin1).problem).toBe(
      'the encoding "klingon" of the answer is not known',
    );
  });
});

describe('other bodies', () => {
  it('without a type are JSON when they can be', () => {
    expect(read(undefined, '12345')).toEqual({ json: 12345 });
    expect(read(undefined, 'hello').problem).toBe(
      'expected JSON, the answer is of no stated type, and no JSON',
    );
  });

  it('of bytes are not looked into, unless they are a JSON object', () => {
    expect(read('application/pdf', 'x').problem).toBe('expected JSON, the answer is application/pdf');
    expect(read('application/octet-stream', '{"a":1}')).toMatchObject({
      json: { a: 1 },
      readAsJson: expect.any(String),
    });
  });

  it('that are empty say so', () => {
    expect(read('application/json', '').problem).toBe('expected JSON, the answer has no body');
  });

  it('of JSON lines are a list', () => {
    expect(read('application/x-ndjson', '{"a":1}\n\n{"a":2}\r\n')).toEqual({ json: [{ a: 1 }, { a: 2 }] });
    expect(read('application/json-seq', '\u001e{"a":1}\n').json).toEqual([{ a: 1 }]);
    expect(read('application/jsonl', '{"a":1}\n{').problem).toMatch(/^line 2 of the answer: expected JSON/);
  });

  it('of an event stream are a list of its events', () => {
    expect(
      read('text/event-stream', 'event: tick\nid: 7\ndata: {"n":1}\n\n: comment\n\ndata: a\ndata: b\n\n')
        .json,
    ).toEqual([{ event: 'tick', id: '7', data: { n: 1 } }, { data: 'a\nb' }]);
  });
});
