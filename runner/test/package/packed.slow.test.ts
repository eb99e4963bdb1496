import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { importsOf } from '../../build/declarations.mjs';
import { REPORT_FILES } from '../../report/formats.ts';
import { type Ended, nodes, packAndInstall, top } from './installed.ts';

const { folder, tarball, root, call } = packAndInstall();

const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const filesOf = (path: string): readonly string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const MB = 1_000_000;

describe('the package', () => {
  test('is installed alone', () => {
    expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'verify-specs',
    ]);
    expect(existsSync(join(root, 'node_modules'))).toBe(false);
    const { dependencies, bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(dependencies).toBeUndefined();
    expect(Object.keys(bin)).toEqual(['verify', 'verify-specs']);
  });

  test('lies where no package of this project is found', () => {
    expect(() => createRequire(join(root, 'runner/dist/main.cjs')).resolve('undici')).toThrow(
      'Cannot find module',
    );
  });

  test('is small: packed 1.5 MB, installed 6 MB at most', () => {
    expect(statSync(tarball).size).toBeLessThan(1.5 * MB);
    const installed = filesOf(join(folder, 'node_modules')).reduce(
      (sum, file) => sum + statSync(file).size,
      0,
    );
    expect(installed).toBeLessThan(6 * MB);
  });

  test('says where its source, its page and its bugs are', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(manifest.repository.url).toMatch(/^git\+https:\/\/.+\.git$/);
    expect(manifest).toMatchObject({
      homepage: expect.stringMatching(/^https:/),
      bugs: expect.stringMatching(/^https:/),
    });
    expect(manifest.keywords.length).toBeGreaterThan(3);
  });

  test('has no test, no source and no file that git ignores but the built ones', () => {
    const names = filesOf(root).map((file) => file.slice(root.length + 1));
    expect(names.filter((name) => /\.test\.|(?<!\.d)\.ts$|(^|\/)\.env|\.log$|\.tgz$/.test(name))).toEqual([]);
  });

  test('has the licences of what is bundled, and its own', () => {
    expect(readFileSync(join(root, 'THIRD-PARTY-NOTICES'), 'utf8')).toContain('yaml 2.9.1 (ISC)');
    expect(existsSync(join(root, 'LICENSE'))).toBe(true);
  });
});

describe('the documents in the package', () => {
  const documents = filesOf(root).filter((file) => file.endsWith('.md'));

  test('are the README and the pages that it leads to', () => {
    expect(documents.map((file) => file.slice(root.length + 1))).toEqual(
      expect.arrayContaining(['README.md', 'runner/ARCHITECTURE.md', 'runner/docs/security.md']),
    );
  });

  test.each(documents.map((file) => [file.slice(root.length + 1)]))(
    '%s has no relative link that leads nowhere',
    (name) => {
      const file = join(root, name);
      const prose = readFileSync(file, 'utf8').replace(/^(`{3,}).*?^\1`*$/gms, '');
      const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
      const relative = links.filter((link) => !/^([a-z]+:|#)/.test(link)).map((link) => link.split('#')[0]!);
      if (name === 'README.md') expect(relative.length).toBeGreaterThan(5);
      expect(relative.filter((link) => !existsSync(join(dirname(file), link)))).toEqual([]);
    },
  );
});

describe('the declarations', () => {
  const declarations = filesOf(join(root, 'runner/dist/types'));

  test('need no package and no file that is not there', () => {
    for (const file of declarations) {
      for (const specifier of importsOf(readFileSync(file, 'utf8'))) {
        const target = join(dirname(file), specifier.replace(/\.ts$/, '.d.ts'));
        expect(isBuiltin(specifier) || existsSync(target), `${file} imports ${specifier}`).toBe(true);
      }
    }
    expect(declarations.length).toBeGreaterThan(20);
  });

  test('fit a strict project, with all of them looked at', () => {
    writeFileSync(
      join(folder, 'use.ts'),
      [
        "import { parseSpec, type Report, type Spec, ReportFold } from 'verify-specs';",
        'const spec: Spec = parseSpec({ path: "a.md", text: "" });',
        'export const status: string | undefined = spec.metadata.status;',
        'export const fold = (text: string): Report => { throw new Error(text + String(ReportFold)); };',
        '// @ts-expect-error: the types are known, so that this is a mistake',
        'parseSpec(7);',
      ].join('\n'),
    );
    const options = { strict: true, noEmit: true, module: 'nodenext', target: 'es2023', skipLibCheck: false };
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...options, types: [] }, files: ['use.ts'] }),
    );
    const compiler = createRequire(import.meta.url).resolve('typescript/package.json');
    const { stdout } = spawnSync(process.execPath, [join(dirname(compiler), 'bin/tsc'), '-p', folder], {
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  });
});

/** What each command is asked, and what shows that it did its work. In this order, as some need what others left. */
const commands: Readonly<Record<string, (verify: (...args: readonly string[]) => Ended) => void>> = {
  '': (verify) => {
    expect(verify('specs/', '--no-write', '--gate')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/\b118 passed\b/),
    });
  },
  drift: (verify) => {
    const { code, stdout } = verify('drift', 'specs/', '--format', 'json', '--fail-on', 'never');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toBeTypeOf('object');
  },
  check: (verify) => {
    const { code, stdout } = verify('check', 'specs/', '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ summary: { specs: 118, errors: 0 } });
  },
  explain: (verify) => {
    const { code, stdout } = verify('explain', 'specs/sales');
    expect(code).toBe(0);
    expect(stdout).toContain('against the document: document-found');
  },
  fmt: (verify) => {
    expect(verify('fmt', 'specs/', '--check')).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('of 118 specs would be formatted'),
    });
  },
  token: (verify) => {
    const { code, stdout } = verify('token', 'staff', '--print');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^export HIDDEN_STAFF_TOKEN='.+'$/m);
  },
  completion: (verify) => {
    expect(verify('completion', 'bash')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('complete -'),
    });
  },
  new: (verify) => {
    // What it writes is tested elsewhere; here, that it finds and reads the documents.
    expect(verify('new', 'GET /no-such-operation')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('known here: GET /connect/v1/payment-links'),
    });
  },
  help: (verify) => {
    expect(verify('help').stdout).toContain('matchers');
    expect(verify('help', 'step')).toMatchObject({ code: 0, stdout: expect.stringContaining('# Steps') });
  },
  coverage: (verify) => {
    const { code, stdout } = verify('coverage', '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toBeTypeOf('object');
  },
  merge: (verify) => {
    for (const shard of ['1/2', '2/2'])
      expect(verify('specs/', '--no-write', '--shard', shard, '--reports', 'shards').code).toBe(0);
    const files = ['shards/shard-1-of-2.jsonl', 'shards/shard-2-of-2.jsonl'];
    expect(verify('merge', ...files, '--gate', '--reports', 'shards')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/\b118 passed\b/),
    });
  },
  show: (verify) => {
    expect(verify('show', 'reports/report.json')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/\b118 passed\b/),
    });
  },
  history: (verify) => {
    expect(verify('history')).toMatchObject({ code: 0, stdout: expect.stringContaining('.md') });
  },
  sandbox: (verify) => {
    // That it serves is a test of its own; here, that it is there.
    expect(verify('sandbox', '--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('--port') });
  },
  init: (verify) => {
    expect(verify('init', 'no-such.json', '--yes')).toMatchObject({ code: 3, stdout: '' });
    const ended = call(process.execPath, 'sh', '-c', 'mkdir -p new && cd new && verify init --yes && verify');
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('1 spec: 1 passed') });
  },
};

describe.each(nodes)('with %s', (node) => {
  const verify = (...args: readonly string[]): Ended => call(node, 'verify', ...args);

  test('both names start it', () => {
    const { version } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8'));
    expect(call(node, 'node', '--version').stdout).toBe(
      execFileSync(node, ['--version'], { encoding: 'utf8' }),
    );
    for (const name of ['verify', 'verify-specs'])
      expect(call(node, name, '--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('npx starts it by the name of the package', () => {
    const { version } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8'));
    expect(call(node, 'npx', '--offline', 'verify-specs', '--version')).toMatchObject({
      code: 0,
      stdout: `${version}\n`,
    });
  });

  test('each of its commands is tried below', () => {
    const { stdout } = verify('--help');
    const listed = [...stdout.split('For more info')[0]!.matchAll(/^ {2}(\S+)(?: \[\S+\])? {2,}\S/gm)].map(
      ([, name]) => (name!.startsWith('[') ? '' : name!),
    );
    expect(listed.toSorted()).toEqual(Object.keys(commands).toSorted());
  });

  test.each(Object.entries(commands))('verify %s', (_, check) => {
    check(verify);
  });

  test('writes every format', () => {
    const formats = /--reporter <list> +((?:\w+, )+\w+)/.exec(verify('--help').stdout)![1]!.split(', ');
    const ended = verify('specs/', '--no-write', '--reporter', formats.join(','), '--reports', 'formats');
    expect(ended.code).toBe(0);
    expect(ended.stdout).toMatch(/\b118 passed\b/);
    const texts = Object.fromEntries(REPORT_FILES.map((file) => [file, read(join('formats', file))]));
    // Messages that show whole reports would be longer than anybody reads. The page in HTML has its specs packed.
    const without = (part: string): readonly string[] =>
      Object.keys(texts).filter((file) => !texts[file]!.includes(part));
    // Nothing failed that SARIF could name.
    expect(without('specs/sales')).toEqual(['report.html', 'report.sarif']);
    expect(without('<script')).not.toContain('report.html');
    for (const file of REPORT_FILES.filter((name) => /\.(json|har|sarif)$/.test(name)))
      expect(JSON.parse(texts[file]!), file).toBeTypeOf('object');
  });

  test('every file of it can be loaded', () => {
    const chunks = readdirSync(join(root, 'runner/dist')).filter(
      (name) => name.endsWith('.body') && name !== 'main.body',
    );
    const code = `const load = require(${JSON.stringify(`${root}/runner/dist/load-code.cjs`)});
      for (const name of ${JSON.stringify(chunks)}) load('./' + name);`;
    expect(call(node, 'node', '--eval', code)).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    expect(chunks.length).toBeGreaterThan(10);
  });

  test('another program imports it', () => {
    const code = `
      import { parseSpec } from 'verify-specs';
      const text = '---\\nendpoint: GET /things\\n---\\n';
      console.log(parseSpec({ path: 'things.md', text }).metadata.endpoint);
    `;
    expect(call(node, 'node', '--input-type=module', '--eval', code)).toEqual({
      code: 0,
      stdout: 'GET /things\n',
      stderr: '',
    });
  });

  test('serves the sandbox until it is stopped', async () => {
    const child = spawn(node, [join(root, 'runner/bin.cjs'), 'sandbox', '--port', '0'], { cwd: folder });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [first] = (await once(child.stdout, 'data')) as [Buffer];
    const [url] = /http:\/\/[\w.:]+/.exec(first.toString())!;
    expect((await fetch(url)).status).toBeGreaterThan(199);
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[1]).toBe(null);
  });
});

test.runIf(process.getuid?.() === 0)('runs as a user who may write nothing but the reports', () => {
  const reports = mkdtempSync(join(folder, 'reports-'));
  onTestFinished(() => rmSync(reports, { recursive: true, force: true }));
  for (let path = reports; path.includes('verify-package-'); path = dirname(path)) chmodSync(path, 0o755);
  chmodSync(reports, 0o777);
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      join(root, 'runner/bin.cjs'),
      'specs/',
      '--no-write',
      '--reports',
      reports,
      '--reporter',
      'console,html',
    ],
    {
      cwd: folder,
      uid: 65_534,
      gid: 65_534,
      env: { PATH: process.env['PATH'], HOME: '/nonexistent' },
      encoding: 'utf8',
    },
  );
  expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringMatching(/\b118 passed\b/) });
});
