import type { SandboxContext } from './api.ts';

const capitalsAndDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Creates ids from the given randomness; they never repeat, however poor it is. */
export function createIds(random: () => number): Pick<SandboxContext, 'id' | 'uuid'> {
  const issued = new Set<string>();

  function id(length: number, alphabet: string = capitalsAndDigits): string {
    const digits = Array.from({ length }, () => Math.floor(random() * alphabet.length));
    let candidate = spell(digits, alphabet);
    while (issued.has(candidate)) {
      countUp(digits, alphabet.length);
      candidate = spell(digits, alphabet);
    }
    issued.add(candidate);
    return candidate;
  }

  function uuid(): string {
    const hex = id(30, '0123456789abcdef');
    const variant = '89ab'[Math.floor(random() * 4)];
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-${variant}${hex.slice(15, 18)}-${hex.slice(18)}`;
  }

  return { id, uuid };
}

function spell(digits: readonly number[], alphabet: string): string {
  return digits.map((digit) => alphabet.charAt(digit)).join('');
}

function countUp(digits: number[], base: number): void {
  for (let place = digits.length - 1; place >= 0; place -= 1) {
    const next = (digits[place] ?? 0) + 1;
    digits[place] = next % base;
    if (next < base) return;
  }
}
