/** The CI systems that `init` writes a file for. */
export const CI_SYSTEMS = ['github', 'gitlab'] as const;
export type CiSystem = (typeof CI_SYSTEMS)[number];

/** The parts of a folder that show its CI system. */
export type CiSigns = {
  /** The names in the folder. */
  readonly names: readonly string[];
  /** The text of `.git/config`. */
  readonly gitConfig: string;
};

/** The CI system of a folder; undefined if nothing shows it. */
export function detectCi({ names, gitConfig }: CiSigns): CiSystem | undefined {
  if (names.includes('.gitlab-ci.yml')) return 'gitlab';
  if (names.includes('.github')) return 'github';
  return CI_SYSTEMS.find((system) =>
    new RegExp(String.raw`^\s*url\s*=.*\b${system}\b`, 'im').test(gitConfig),
  );
}

/** The path of each system's file. */
export const CI_PATHS: Readonly<Record<CiSystem, string>> = {
  github: '.github/workflows/verify.yml',
  gitlab: 'verify.gitlab-ci.yml',
};

/** What remains to be done after writing the file. */
export const CI_NOTES: Readonly<Record<CiSystem, string>> = {
  github: 'the secrets that it names belong under Settings, Secrets and variables, Actions',
  gitlab:
    'add  include: verify.gitlab-ci.yml  to .gitlab-ci.yml; secrets are protected, masked CI/CD variables',
};

/** A file that runs the specs each night with the gate. */
export function ciText(system: CiSystem, version: string, variables: readonly string[]): string {
  const run = `npx --yes verify-specs@${version} --gate --no-write`;
  switch (system) {
    case 'github':
      return [
        '# Runs the specs each night, and on demand.',
        'name: verify',
        'on:',
        '  schedule:',
        "    - cron: '17 3 * * *'",
        '  workflow_dispatch:',
        'permissions:',
        '  contents: read',
        'jobs:',
        '  verify:',
        '    runs-on: ubuntu-latest',
        '    timeout-minutes: 30',
        '    steps:',
        '      - uses: actions/checkout@v4',
        '        with:',
        '          persist-credentials: false',
        '      - uses: actions/setup-node@v4',
        '        with:',
        '          node-version: 22',
        '      - name: Run the specs and hold the gate',
        ...(variables.length === 0
          ? []
          : ['        env:', ...variables.map((each) => `          ${each}: \${{ secrets.${each} }}`)]),
        `        run: ${run} --reporter console,github,html,junit`,
        '      - uses: actions/upload-artifact@v4',
        '        if: ${{ !cancelled() }}',
        '        with:',
        '          name: reports',
        '          path: reports/',
        '',
      ].join('\n');
    case 'gitlab':
      return [
        '# Runs the specs in scheduled pipelines, and in those that a person starts.',
        'verify:',
        '  image: node:22',
        '  timeout: 30m',
        '  rules:',
        '    - if: $CI_PIPELINE_SOURCE == "schedule"',
        '    - if: $CI_PIPELINE_SOURCE == "web"',
        '  script:',
        `    - ${run} --reporter console,html,junit`,
        '  artifacts:',
        '    when: always',
        '    paths: [reports/]',
        '    expire_in: 30 days',
        '    reports:',
        '      junit: reports/junit.xml',
        '',
      ].join('\n');
  }
}
