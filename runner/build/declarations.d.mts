export declare function pruneDeclarations(folder: string): void;

export declare const importsOf: (text: string) => readonly string[];
