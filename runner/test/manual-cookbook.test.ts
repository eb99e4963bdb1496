import { describe, expect, test } from 'vitest';
import { main } from '../cli/cli.ts';
import { createInMemorySend } from '../http/in-memory.ts';
import { CHOSEN_CHECKS } from '../language/check-names.ts';
import { openWorkspace } from '../session/open/open-workspace.ts';
import { readManual } from '../workspace/manual.ts';
import { createShop, type Fault } from './cookbook/shop.ts';
import { shopDocument } from './cookbook/shop-document.ts';
import { createFakeHost } from './fake-host.ts';
import { makeFolder } from './temp-folder.ts';

const page = readManual().find(({ topic }) => topic === 'cookbook')!.text;

/** The files that a part of the page shows: a line with the path in code, then the block. */
const filesOf = (part: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...part.matchAll(/`([\w./-]+)`[^\n]*:\n\n(`{3,})\w*\n([\s\S]*?)^\2\n/gm)].map(([, path, , text]) => [
      path!,
      text!,
    ]),
  );

const [head, ...parts] = page.split(/^## (?!Prerequisites$|Test Request$|Cleanup$)/m);
const recipes = new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), filesOf(part)]));

/** What each recipe guards against. */
const guarded: readonly (readonly [recipe: string, fault: Fault])[] = [
  ['Log in', 'answers as someone else'],
  ['Read page after page', 'sends the first page again'],
  ['Upload a file', 'loses the bytes of files'],
  ['Wait for an export', 'never ends an export'],
  ['Ask only for what has changed: ETag', 'ignores If-None-Match'],
  ['Let no one overwrite the change of another: If-Match', 'ignores If-Match'],
  ['Delete softly', 'shows deleted orders'],
  ['Try many values: rows of data', 'takes any amount'],
  ['Keep tenants apart', 'shows orders of other tenants'],
  ['Receive a webhook', 'calls no webhook'],
  ['Send twice, act once: idempotency keys', 'ignores idempotency keys'],
  ['Run into a rate limit', 'keeps no limit'],
  ['Use the fallback API', 'has lost statements'],
  ['Use the steps of another spec', 'forgets nicknames'],
  ['Expect a refusal', 'asks for no token'],
];

test('there are fifteen recipes, and each has a fault that it guards against', () => {
  expect([...recipes.keys()]).toEqual(guarded.map(([recipe]) => recipe));
  expect(recipes.size).toBe(15);
});

const severity = Object.fromEntries(CHOSEN_CHECKS.map((name) => [name, 'error']));

const folderOf = (recipe: string): string =>
  makeFolder({
    ...filesOf(head!),
    ...recipes.get(recipe),
    'swagger/shop.json': JSON.stringify(shopDocument),
  });

const env = { STAFF_TOKEN: 'staff-token', PARTNER_TOKEN: 'partner-token', SHOP_PASSWORD: 'correct-horse' };

/** Runs a recipe with every check at its strictest; the clock stands still but for waits. */
async function runRecipe(recipe: string, fault?: Fault) {
  const { host } = createFakeHost({ cwd: folderOf(recipe), env });
  const workspace = openWorkspace({
    host,
    severity,
    send: createInMemorySend(createShop(fault)),
    write: false,
  });
  const report = await workspace.fold(workspace.run());
  await workspace.close();
  return report;
}

const wrong = ({ specs }: Awaited<ReturnType<typeof runRecipe>>) =>
  specs.flatMap(({ file, reason, steps }) => [
    ...(reason === null ? [] : [`${file}: ${reason}`]),
    ...steps.flatMap(({ id, section, verdict, checks }) => [
      // Where the refusal came, there is nothing to delete.
      ...(verdict === 'passed' || id === 'delete_stray' ? [] : [`${section} ${id}: ${verdict}`]),
      ...checks
        .filter(({ outcome }) => outcome !== 'passed')
        .map(({ name, message, outcome }) => `${id} ${name} ${outcome}: ${message}`),
    ]),
  ]);

describe.each(guarded)('%s', (recipe, fault) => {
  test('is green, with every check', async () => {
    const report = await runRecipe(recipe);
    expect(wrong(report)).toEqual([]);
    expect(report.summary.passed).toBe(report.summary.total);
    expect(report.summary.total).toBeGreaterThan(0);
  });

  test(`is red where the API ${fault}`, async () => {
    const { summary } = await runRecipe(recipe, fault);
    expect(summary).toMatchObject({ blocked: 0, errored: 0 });
    expect(summary.failed).toBeGreaterThan(0);
  });

  test('is a spec that verify check finds nothing wrong with', async () => {
    const fake = createFakeHost({ cwd: folderOf(recipe), env });
    const exit = await main(['check'], fake.host);
    expect({ exit, stdout: fake.stdout(), stderr: fake.stderr() }).toMatchObject({
      exit: 0,
      stdout: expect.stringMatching(/nothing is wrong\n$/),
      stderr: '',
    });
  });
});
