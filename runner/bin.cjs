#!/usr/bin/env node
// A file that is there before anything is built, so that npm can link the command at any time. As CommonJS, because what Node
// loads for modules takes 3 ms.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const main = join(__dirname, 'dist/main.cjs');
if (existsSync(main)) {
  require(main);
} else {
  console.error(
    'verify is not built yet\n  → run npm ci first (with the development dependencies: npm ci --include=dev)',
  );
  process.exitCode = 3;
}
