import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../workspace/write-file.ts';

/**
 * Writes another time into the specs of a folder, which takes a few bytes, then another status, which takes a new file, and so
 * on until it is killed. The test that kills it bundles this file.
 */
const [folder = '', ...TIMES] = process.argv.slice(2);
process.stdout.write('writing\n');
for (;;)
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.md'))) {
    const path = join(folder, name);
    const text = readFileSync(path, 'utf8');
    const other = text.includes(TIMES[0]!) ? TIMES[1]! : TIMES[0]!;
    const later = text.replace(/(?<=verifiedAt: )\S+/, other);
    await replaceFile(path, later, text);
    const [from, to] = text.includes('status: verified') ? ['verified', 'failed'] : ['failed', 'verified'];
    await replaceFile(path, later.replace(`status: ${from}`, `status: ${to}`), later);
  }
