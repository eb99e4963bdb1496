#!/usr/bin/env node
// A file that is there before anything is built, so that npm can link the command at any time.
import { existsSync } from 'node:fs';

if (existsSync(new URL('./dist/main.js', import.meta.url))) {
  await import('./dist/main.js');
} else {
  console.error(
    'verify is not built yet\n  → run npm ci first (with the development dependencies: npm ci --include=dev)',
  );
  process.exitCode = 3;
}
