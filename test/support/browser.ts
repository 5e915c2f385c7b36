import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const PATHS = [process.env["CHROMIUM_PATH"], "/usr/bin/chromium", "/usr/bin/google-chrome"];

/**
 * Starts the machine's own Chromium: `CHROMIUM_PATH`, or Debian's package.
 *
 * @throws {Error} that says how to install it.
 */
export function openBrowser(): Promise<Browser> {
  const executablePath = PATHS.find((path) => path !== undefined && existsSync(path));
  if (executablePath === undefined) {
    throw new Error("Chromium is missing: apt-get install chromium, or set CHROMIUM_PATH");
  }
  // Its sandbox does not work as root, which tests in containers run as.
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}
