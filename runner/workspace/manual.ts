import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A page of the manual. */
export type ManualPage = { readonly topic: string; readonly title: string; readonly text: string };

/** The pages lie beside the program, built or not. */
const FOLDERS = ['../docs', '../../docs'];

/** The pages of the manual, by topic. */
export function readManual(): readonly ManualPage[] {
  const folder = FOLDERS.map((each) => join(import.meta.dirname, each)).find((each) => existsSync(each));
  if (folder === undefined) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .toSorted()
    .map((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      return { topic: name.replace(/\.md$/, ''), title: /^# (.*)$/m.exec(text)?.[1] ?? '', text };
    });
}
