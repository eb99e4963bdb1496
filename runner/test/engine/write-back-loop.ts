import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../files.ts';

/** Writes one status after the other into the specs of a folder, until somebody kills it. The test that does bundles it. */
const folder = process.argv[2]!;
process.stdout.write('writing\n');
for (;;)
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.md'))) {
    const path = join(folder, name);
    const text = readFileSync(path, 'utf8');
    const [from, to] = text.includes('status: verified') ? ['verified', 'failed'] : ['failed', 'verified'];
    await replaceFile(path, text.replace(`status: ${from}`, `status: ${to}`), text);
  }
