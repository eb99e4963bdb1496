import { editDistance, nearest } from '../diagnostic.ts';
import { matcherNames } from './matcher.ts';

/** Names of matchers in other tools. Keys in lower case without `_`, `-` and `$`. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  'equals:': [
    'eq',
    'eql',
    'equal',
    'equalto',
    'equalsto',
    'isequal',
    'isequalto',
    'toequal',
    'tobe',
    'be',
    'is',
  ],
  'not:': ['ne', 'neq', 'noteq', 'notequal', 'notequals', 'notequalto', 'isnot', 'isnotequalto', 'unequal'],
  'gt:': ['greaterthan', 'greater', 'isgreaterthan', 'tobegreaterthan', 'morethan', 'above'],
  'gte:': ['ge', 'greaterthanorequal', 'greaterthanorequalto', 'greaterorequal', 'atleast', 'min', 'minimum'],
  'lt:': ['lessthan', 'less', 'islessthan', 'tobelessthan', 'below'],
  'lte:': ['le', 'lessthanorequal', 'lessthanorequalto', 'lessorequal', 'atmost', 'max', 'maximum'],
  'gte: … with lte: …': ['between', 'inrange', 'range'],
  'length:': ['size', 'len', 'haslength', 'havelength', 'tohavelength', 'lengthof', 'sizeof'],
  'minLength:': ['minlen', 'minsize', 'minitems'],
  'maxLength:': ['maxlen', 'maxsize', 'maxitems'],
  'contains:': [
    'include',
    'includes',
    'containing',
    'tocontain',
    'has',
    'have',
    'haskey',
    'hasproperty',
    'tohaveproperty',
  ],
  'not: { contains: … }': [
    'notcontain',
    'notcontains',
    'doesnotcontain',
    'excludes',
    'notinclude',
    'notincludes',
  ],
  'matches:': [
    'regex',
    'regexp',
    'pattern',
    'tomatch',
    'matchesregex',
    'matchregex',
    'matchespattern',
    'like',
  ],
  'startsWith:': ['beginswith', 'begins', 'hasprefix'],
  'endsWith:': ['hassuffix'],
  'in:': ['oneof', 'anyof', 'isin', 'isoneof', 'inlist', 'among'],
  'notIn:': ['nin', 'noneof', 'notoneof', 'isnotin', 'notinlist'],
  'type:': ['typeof', 'istype', 'isa', 'isan', 'instanceof'],
  'type: string': ['isstring', 'istext'],
  'type: number': ['isnumber', 'isnumeric'],
  'type: integer': ['isint', 'isinteger'],
  'type: boolean': ['isbool', 'isboolean'],
  'type: array': ['isarray', 'islist'],
  'type: object': ['isobject', 'ismap'],
  'equals: null': ['isnull', 'tobenull'],
  'not: null': ['notnull', 'isnotnull', 'nonnull'],
  'type: [..., "null"]': ['nullable', 'isnullable'],
  'length: 0': ['isempty', 'tobeempty'],
  'minLength: 1': ['notempty', 'isnotempty', 'nonempty'],
  'exists: true': ['isdefined', 'tobedefined', 'ispresent', 'isset', 'toexist'],
  'exists: false': [
    'isundefined',
    'tobeundefined',
    'isabsent',
    'notexists',
    'notexist',
    'doesnotexist',
    'ismissing',
  ],
  'format: uuid': ['isuuid'],
  'format: date': ['isdate'],
  'format: date-time': ['isdatetime', 'isisodate'],
  'format: email': ['isemail'],
  'format: uri': ['isurl', 'isuri'],
  'each:': ['every', 'everyitem', 'eachitem', 'allitems', 'foreach'],
  'any:': ['some', 'someitem', 'anyitem', 'atleastone'],
};

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

const meanings = new Map<string, string>([
  ...Object.entries(OTHER_NAMES).flatMap(([ours, names]) => names.map((name) => [name, ours] as const)),
  ...matcherNames.map((name) => [plain(name), `${name}:`] as const),
]);

/** Shorter names resemble too many words. */
const MIN_GUESSED_LENGTH = 5;

/** The matcher that an unknown key means: another tool's name for it, or a typo. */
export function matcherMeant(key: string): string | undefined {
  const meaning = meanings.get(plain(key));
  if (meaning !== undefined) return meaning;
  const near = matcherNames.filter(
    (name) =>
      name.length >= MIN_GUESSED_LENGTH &&
      Math.abs(name.length - key.length) <= 2 &&
      editDistance(key.toLowerCase(), name.toLowerCase()) <= 2,
  );
  const guess = nearest(key, near) ?? near[0];
  return guess === undefined ? undefined : `${guess}:`;
}

/** Whether a key can only be an operator, such as `greaterThan` or `$gt`: no field has such a name. */
export const isOperatorName = (key: string): boolean =>
  meanings.has(plain(key)) && (/[A-Z_$]/.test(key) || ['eq', 'ne', 'neq'].includes(key));
