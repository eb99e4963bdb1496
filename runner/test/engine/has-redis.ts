import { spawnSync } from 'node:child_process';

/** Whether `redis-server` is installed; if not, tests that need it are skipped, which .ci/run does not allow. */
export const hasRedis = spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).error === undefined;

if (!hasRedis)
  process.stderr.write('skipped: redis-server is not on the PATH (apt-get install redis-server)\n');
