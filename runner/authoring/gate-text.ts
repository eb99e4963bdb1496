/** gate.yaml: the rules of \`--gate\`. */
export const GATE_TEXT = `# What \`--gate\` holds a run to, beside what always counts: every spec can be read, something passed, nothing was cut off.
# A spec that was proven once has to stay so.
regressions: true
# maxFailures: 0                 # no more specs than this may fail, pending ones too
# maxAge: 30d                    # no proof of a spec that fails now is older
# coverage: { operations: 60 }   # percent of the API documents
`;
