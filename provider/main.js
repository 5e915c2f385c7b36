// Loaded by `require` when the folder is used as a source plug-in (PulumiPlugin.yaml); the executable beside it runs
// main.ts itself. Types are erased by Node's own loader, which only `import` goes through.
void import("./main.ts");
