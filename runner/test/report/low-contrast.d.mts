export function lowContrast(): readonly string[];
