import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Router } from "../http/router.ts";

const require = createRequire(import.meta.url);
const own = (name: string) => new URL(`./browser/${name}`, import.meta.url);

const ASSETS = [
  { name: "console.js", file: own("script.js"), type: "text/javascript" },
  { name: "console.css", file: own("style.css"), type: "text/css" },
  { name: "forms.css", file: own("forms.css"), type: "text/css" },
  { name: "uplot.js", file: require.resolve("uplot/dist/uPlot.esm.js"), type: "text/javascript" },
  { name: "uplot.css", file: require.resolve("uplot/dist/uPlot.min.css"), type: "text/css" },
] as const;

/** Scripts and styles, from memory. A browser asks again each time whether they are the same. */
export async function serveAssets(router: Router): Promise<void> {
  for (const { name, file, type } of ASSETS) {
    const text = await readFile(file, "utf8");
    const etag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 16)}"`;
    router.get(`/console/assets/${name}`, (ctx) => {
      ctx.state.operation = "console.asset";
      ctx.set({
        "Content-Type": `${type}; charset=utf-8`,
        "Cache-Control": "no-cache",
        ETag: etag,
        "X-Content-Type-Options": "nosniff",
      });
      ctx.status = 200;
      ctx.body = text;
      if (ctx.fresh) ctx.status = 304;
    });
  }
}
