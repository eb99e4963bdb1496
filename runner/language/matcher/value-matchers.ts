import { isNumber } from '../json/exact-number.ts';
import { contains, isEqual, isObjectValue, show } from '../json/json-values.ts';
import { asText } from '../template/template.ts';
import type { Json } from '../yaml/yaml.ts';
import { FORMATS } from './formats.ts';
import type { Matcher } from './match.ts';
import { matchPattern, problemOfPattern } from './pattern-matcher.ts';
import { expected, must, ofLength, ofList, ofOrder, ofText, ofValue, UNFIT } from './value-matcher.ts';
import { TYPES } from './value-types.ts';

const namesOf = (operand: Json): readonly string[] =>
  (Array.isArray(operand) ? operand : [operand]).map(String);

/** Types that together hold every value. */
const EVERY_TYPE = ['string', 'number', 'boolean', 'array', 'object', 'null'];

function problemOfType(operand: Json): string | undefined {
  const names = namesOf(operand);
  if (names.length === 0 || !names.every((name) => Object.hasOwn(TYPES, name)))
    return expected(`one of ${Object.keys(TYPES).join(', ')}`, operand);
  return EVERY_TYPE.every((name) => names.includes(name)) ? 'every value has one of these types' : undefined;
}

/** A text and a list can contain anything, a map only the pairs of a map; the matcher does not apply to other values. */
const canContain = (value: unknown, operand: Json): boolean =>
  typeof value === 'string' || Array.isArray(value) || (isObjectValue(value) && isObjectValue(operand));

const isEmpty = (operand: Json): boolean =>
  asText(operand) === '' ||
  (typeof operand === 'object' && !isNumber(operand) && Object.keys(operand!).length === 0);

/** The matchers that ask each value alone: a row is all that there is of one. */
export const valueMatchers: Readonly<Record<string, Matcher>> = {
  equals: ofValue('literal', isEqual, () => undefined, show, {
    holds: 'is the operand; also for a map that is meant as it is written',
    example: '{ equals: { id: 1 } }',
    otherNames: 'eq eql equal equalto equalsto isequal isequalto toequal tobe be is',
    otherForms: { 'equals: null': 'isnull tobenull' },
  }),
  contains: ofValue(
    'part',
    (value, operand) => (canContain(value, operand) ? contains(value, operand) : UNFIT),
    must('a text, an item or a map that is not empty', (operand) => !isEmpty(operand)),
    (operand) => `contains ${show(operand)}`,
    {
      holds: 'is a text with this part, or a list with this item',
      example: '{ contains: text }',
      otherNames: 'include includes containing tocontain has have haskey hasproperty tohaveproperty',
    },
  ),
  matches: ofValue('text', matchPattern, problemOfPattern, (operand) => `matches ${show(operand)}`, {
    holds: 'is a text that the regular expression finds',
    example: '{ matches: "^[a-z]+$" }',
    otherNames: 'regex regexp pattern tomatch matchesregex matchregex matchespattern like',
  }),
  startsWith: ofText('startsWith', (value, operand) => value.startsWith(operand), {
    holds: 'is a text that begins so',
    example: '{ startsWith: https }',
    otherNames: 'beginswith begins hasprefix',
  }),
  endsWith: ofText('endsWith', (value, operand) => value.endsWith(operand), {
    holds: 'is a text that ends so',
    example: '{ endsWith: .pdf }',
    otherNames: 'hassuffix',
  }),
  type: ofValue(
    'types',
    (value, operand) => namesOf(operand).some((name) => Object.hasOwn(TYPES, name) && TYPES[name]!(value)),
    problemOfType,
    (operand) => `a value of type ${namesOf(operand).join(' or ')}`,
    {
      holds: 'is of this type, such as `string`, `number`, `array`, or of one of a list',
      example: '{ type: string }',
      otherNames: 'typeof istype isa isan instanceof',
      otherForms: {
        'type: string': 'isstring istext',
        'type: number': 'isnumber isnumeric',
        'type: integer': 'isint isinteger',
        'type: boolean': 'isbool isboolean',
        'type: array': 'isarray islist',
        'type: object': 'isobject ismap',
        'type: [..., "null"]': 'nullable isnullable',
      },
    },
  ),
  gt: ofOrder('more than', (found) => found > 0, {
    holds: 'is more than the operand',
    example: '{ gt: 0 }',
    otherNames: 'greaterthan greater isgreaterthan tobegreaterthan morethan above',
  }),
  gte: ofOrder('at least', (found) => found >= 0, {
    holds: 'is at least the operand',
    example: '{ gte: 1 }',
    otherNames: 'ge greaterthanorequal greaterthanorequalto greaterorequal atleast min minimum',
    otherForms: { 'gte: … with lte: …': 'between inrange range' },
  }),
  lt: ofOrder('less than', (found) => found < 0, {
    holds: 'is less than the operand',
    example: '{ lt: 10 }',
    otherNames: 'lessthan less islessthan tobelessthan below',
  }),
  lte: ofOrder('at most', (found) => found <= 0, {
    holds: 'is at most the operand',
    example: '{ lte: 9 }',
    otherNames: 'le lessthanorequal lessthanorequalto lessorequal atmost max maximum',
  }),
  length: ofLength('length', 0, (length, operand) => length === operand, {
    holds: 'is a text, list or map of this length',
    example: '{ length: 2 }',
    otherNames: 'size len haslength havelength tohavelength lengthof sizeof',
    otherForms: { 'length: 0': 'isempty tobeempty' },
    isFieldName: true,
  }),
  minLength: ofLength('minLength', 1, (length, operand) => length >= operand, {
    holds: 'is at least this long',
    example: '{ minLength: 1 }',
    otherNames: 'minlen minsize minitems',
    otherForms: { 'minLength: 1': 'notempty isnotempty nonempty' },
  }),
  maxLength: ofLength('maxLength', 0, (length, operand) => length <= operand, {
    holds: 'is at most this long',
    example: '{ maxLength: 9 }',
    otherNames: 'maxlen maxsize maxitems',
  }),
  in: ofList('in', (value, operand) => operand.some((each) => isEqual(value, each)), {
    holds: 'is one of a list',
    example: '{ in: [open, paid] }',
    otherNames: 'oneof anyof isin isoneof inlist among',
  }),
  notIn: ofList('notIn', (value, operand) => !operand.some((each) => isEqual(value, each)), {
    holds: 'is none of a list',
    example: '{ notIn: [failed] }',
    otherNames: 'nin noneof notoneof isnotin notinlist',
  }),
  format: ofValue(
    'format',
    (value, operand) => (typeof value === 'string' ? FORMATS[String(operand)]?.(value) === true : UNFIT),
    must(`one of ${Object.keys(FORMATS).join(', ')}`, (operand) => Object.hasOwn(FORMATS, String(operand))),
    (operand) => `a value in the format ${asText(operand)}`,
    {
      holds: 'is a text of this format, such as `uuid`, `date-time`, `email`',
      example: '{ format: date-time }',
      otherForms: {
        'format: uuid': 'isuuid',
        'format: date': 'isdate',
        'format: date-time': 'isdatetime isisodate',
        'format: email': 'isemail',
        'format: uri': 'isurl isuri',
      },
    },
  ),
};
