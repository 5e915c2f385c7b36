import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { issueServerCertificate } from "../../entra-emulator/src/tls/authority.ts";

const run = promisify(execFile);
const repository = path.resolve(import.meta.dirname, "../..");

/** The engine keeps a plug-in under its host's name and finds none that has a port in it. */
const HOST = "git.contoso.example";

/** A Git host on loopback, over https as the engine wants it. */
export interface GitServer extends AsyncDisposable {
  /** Address of the kit's repository there, with a user or organization as hosts have it. */
  readonly address: string;
  /** By which the host's name leads here: a proxy, which takes everything else to where it belongs. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Serves this working tree as a repository with one commit, by Git's own `http-backend`.
 *
 * @param folder where the repository goes
 * @param authority folder of the certificate authority that clients trust
 * @param tag of the commit
 */
export async function startGitServer(folder: string, authority: string, tag: string): Promise<GitServer> {
  await commitWorkingTree(path.join(folder, "contoso/kit.git"), tag);
  const { key, cert } = await issueServerCertificate(authority, [HOST]);
  const server = createServer({ key, cert }, (request, response) => {
    answer(folder, request, response).catch((error: unknown) => response.destroy(error as Error));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const tunnels = new Set<Socket>();
  const proxy = http.createServer().listen(0, "127.0.0.1");
  proxy.on("connect", ({ url = "" }, client: Socket) => {
    // npm goes through here too, to its registry.
    const [host = "", port = "443"] = url.split(":");
    const upstream = host === HOST ? connect(portOf(server), "127.0.0.1") : connect(Number(port), host);
    upstream.once("connect", () => client.write("HTTP/1.1 200 Connection established\r\n\r\n"));
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      tunnels.add(socket);
      socket.pipe(other);
      socket.once("error", () => other.destroy());
      socket.once("close", () => {
        tunnels.delete(socket);
        other.destroy();
      });
    }
  });
  await once(proxy, "listening");
  return {
    address: `https://${HOST}/contoso/kit.git`,
    environment: { HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}`, NO_PROXY: "127.0.0.1,localhost" },
    async [Symbol.asyncDispose]() {
      for (const tunnel of tunnels) tunnel.destroy();
      for (const each of [proxy, server]) {
        each.closeAllConnections();
        each.close();
        await once(each, "close");
      }
    },
  };
}

function portOf(server: http.Server): number {
  return (server.address() as AddressInfo).port;
}

/** Commits what a clean checkout of the working tree has: changes that are not committed are in it, ignored files are not. */
async function commitWorkingTree(bare: string, tag: string): Promise<void> {
  await run("git", ["init", "--quiet", "--bare", bare]);
  const environment = {
    ...process.env,
    GIT_DIR: bare,
    GIT_WORK_TREE: repository,
    GIT_INDEX_FILE: path.join(bare, "index-of-the-working-tree"),
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_AUTHOR_NAME: "Contoso",
    GIT_AUTHOR_EMAIL: "kit@contoso.example",
    GIT_COMMITTER_NAME: "Contoso",
    GIT_COMMITTER_EMAIL: "kit@contoso.example",
  };
  for (const args of [
    ["add", "--all"],
    ["commit", "--quiet", "--message", "the kit"],
    ["tag", tag],
  ]) {
    await run("git", args, { cwd: repository, env: environment });
  }
}

/** One request by Git's CGI program (RFC 3875), whose head is lines of `Name: value`, and `Status` when it is not 200. */
async function answer(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "https://localhost");
  const backend = spawn("git", ["http-backend"], {
    stdio: ["pipe", "pipe", "inherit"],
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: "1",
      REQUEST_METHOD: request.method,
      PATH_INFO: pathname,
      QUERY_STRING: searchParams.toString(),
      CONTENT_TYPE: request.headers["content-type"],
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"],
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    },
  });
  request.pipe(backend.stdin);
  const sent = await buffer(backend.stdout);
  const end = sent.indexOf("\r\n\r\n");
  const head = sent.subarray(0, end).toString("utf8").split("\r\n");
  const headers = head.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const status = headers.find(([name]) => name === "Status")?.[1] ?? "200";
  response.writeHead(Number.parseInt(status, 10), Object.fromEntries(headers));
  response.end(sent.subarray(end + 4));
}
