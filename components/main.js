// Loaded by `require` (PulumiPlugin.yaml). Types are erased by Node's own loader, which only `import` goes through.
void import("./host.ts");
