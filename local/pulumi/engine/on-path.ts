import { access, constants } from "node:fs/promises";
import path from "node:path";

/**
 * The first executable `name` on PATH. Folders of npm's own links are passed over: inside an npm script they come first,
 * and the `pulumi` there is the package that downloads the engine, which is another way with its own message.
 */
export async function onPath(name: string, searchPath: string): Promise<string | undefined> {
  for (const folder of searchPath.split(path.delimiter)) {
    if (folder === "" || folder.endsWith(path.join("node_modules", ".bin"))) continue;
    const candidate = path.join(folder, name);
    const executable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (executable) return candidate;
  }
  return undefined;
}
