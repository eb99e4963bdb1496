#!/usr/bin/env node
// For scripts that name this file.
import './bin.cjs';
