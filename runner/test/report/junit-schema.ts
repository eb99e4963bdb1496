import type { XmlElement } from './xml-reader.ts';

type Rule = {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly children: readonly string[];
  readonly holdsText: boolean;
};

const OUTCOME: Rule = { required: [], optional: ['type', 'message'], children: [], holdsText: true };
const RERUN: Rule = {
  required: ['type'],
  optional: ['message'],
  children: ['stackTrace', 'system-out', 'system-err'],
  holdsText: true,
};
const OUTPUT: Rule = { required: [], optional: [], children: [], holdsText: true };

/** What Jenkins' junit-10 schema allows in each element. It does not order the children that we use. */
const RULES: Readonly<Record<string, Rule>> = {
  testsuites: {
    required: [],
    optional: ['name', 'time', 'tests', 'failures', 'errors'],
    children: ['testsuite'],
    holdsText: false,
  },
  testsuite: {
    required: ['name', 'tests', 'failures', 'errors'],
    optional: ['group', 'time', 'skipped', 'timestamp', 'hostname', 'id', 'package', 'file', 'log', 'url'],
    children: ['testsuite', 'properties', 'testcase', 'system-out', 'system-err'],
    holdsText: false,
  },
  properties: { required: [], optional: [], children: ['property'], holdsText: false },
  property: { required: ['name', 'value'], optional: [], children: [], holdsText: false },
  testcase: {
    required: ['name'],
    optional: ['time', 'classname', 'group'],
    children: [
      'skipped',
      'error',
      'failure',
      'rerunFailure',
      'rerunError',
      'flakyFailure',
      'flakyError',
      'system-out',
      'system-err',
    ],
    holdsText: false,
  },
  failure: OUTCOME,
  error: OUTCOME,
  skipped: OUTCOME,
  rerunFailure: RERUN,
  rerunError: RERUN,
  flakyFailure: RERUN,
  flakyError: RERUN,
  'system-out': OUTPUT,
  'system-err': OUTPUT,
};

const TIME = /^(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?$/;

/** Everything about a document that Jenkins would refuse. */
export function problemsOfJunit(element: XmlElement, path = ''): readonly string[] {
  const here = `${path}/${element.name}`;
  const rule = RULES[element.name];
  if (rule === undefined) return [`${here}: unknown element`];
  const names = Object.keys(element.attributes);
  const time = element.name.startsWith('testsuite') ? element.attributes['time'] : undefined;
  return [
    ...rule.required.filter((name) => !names.includes(name)).map((name) => `${here}: ${name} is missing`),
    ...names
      .filter((name) => !rule.required.includes(name) && !rule.optional.includes(name))
      .map((name) => `${here}: no attribute ${name} there`),
    ...(time !== undefined && !TIME.test(time) ? [`${here}: time ${time}`] : []),
    ...(rule.holdsText || element.text.trim() === '' ? [] : [`${here}: text`]),
    ...element.children
      .filter(({ name }) => !rule.children.includes(name))
      .map(({ name }) => `${here}: no ${name} there`),
    ...element.children.flatMap((child) => problemsOfJunit(child, here)),
  ];
}
