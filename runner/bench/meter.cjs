// Loaded before a measured program: says at its end what it took. Programs that start others add a line each.
const { appendFileSync } = require('node:fs');

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  appendFileSync(process.env.BENCH_METER, `${(userCPUTime + systemCPUTime) / 1000} ${maxRSS / 1024}\n`);
});
