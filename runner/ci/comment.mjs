import { readFileSync } from 'node:fs';

// What action.yml runs for `comment: true`: shows report.md as one comment of the pull request, which later runs update. What
// goes wrong is a warning: the verdict of the run stands.
const { env } = process;
const MARKER = '<!-- verify-specs: one comment, updated by each run -->';
/** GitHub refuses a longer comment. */
const LIMIT = 65_000;
const PER_PAGE = 100;
const MAX_PAGES = 30;

try {
  const problem = await comment(env.REPORT_FILE ?? '');
  if (problem !== undefined) warn(problem);
} catch (error) {
  warn(error instanceof Error ? error.message : String(error));
}

async function comment(file) {
  const number = numberOfPullRequest();
  if (number === undefined) return 'this run belongs to no pull request';
  const issues = `/repos/${env.GITHUB_REPOSITORY}/issues`;
  const body = `${MARKER}\n${cutTo(LIMIT - MARKER.length - 1, readReport(file))}`;
  const earlier = await findEarlier(`${issues}/${number}/comments`);
  if (earlier === undefined) await call('POST', `${issues}/${number}/comments`, { body });
  else await call('PATCH', `${issues}/comments/${earlier}`, { body });
  return undefined;
}

/** A wrong call leaves no report: an earlier comment, which may be green, would stand for this run. */
function readReport(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    const job = `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}/actions/runs/${env.GITHUB_RUN_ID}`;
    return `## ⚠️ nothing was run\n\nThis run wrote no report: see [the log of the job](${job}).\n`;
  }
}

function numberOfPullRequest() {
  const { pull_request: pullRequest } = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH ?? '', 'utf8'));
  return Number.isInteger(pullRequest?.number) ? pullRequest.number : undefined;
}

/** The comment of an earlier run. A person may quote its marker, so it has to be written by a bot. */
async function findEarlier(path) {
  for (let page = 1; page <= MAX_PAGES; page++) {
    const comments = await call('GET', `${path}?per_page=${PER_PAGE}&page=${page}`);
    const own = comments.find(({ body, user }) => user?.type === 'Bot' && body?.startsWith(MARKER));
    if (own !== undefined) return own.id;
    if (comments.length < PER_PAGE) return undefined;
  }
  return undefined;
}

async function call(method, path, body) {
  const response = await fetch(`${env.GITHUB_API_URL ?? 'https://api.github.com'}${path}`, {
    method,
    headers: {
      Accept: 'application/vnd.github+json',
      Authorization: `Bearer ${env.GITHUB_TOKEN ?? ''}`,
      'Content-Type': 'application/json',
      'User-Agent': 'verify-specs',
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  if (response.ok) return response.json();
  const hint =
    response.status === 403
      ? '; the job needs "permissions: pull-requests: write", which forks never get'
      : '';
  throw new Error(`GitHub answered ${response.status} to ${method} ${path.split('?', 1)[0]}${hint}`);
}

/** Ends before a heading, so that no table or block is cut in half. */
function cutTo(limit, text) {
  if (text.length <= limit) return text;
  const note = '\n\n**Cut here: the rest is in the reports of the job.**\n';
  const room = text.slice(0, limit - note.length);
  const end = Math.max(room.lastIndexOf('\n\n###'), room.lastIndexOf('\n\n####'));
  return `${end > 0 ? room.slice(0, end) : room}${note}`;
}

function warn(problem) {
  console.log(
    `::warning title=verify::the pull request has no new comment: ${problem.replace(/[\r\n%]+/g, ' ')}`,
  );
}
