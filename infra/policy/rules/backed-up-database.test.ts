import { describe, expect, it } from "vitest";
import { judge, resource } from "../testing/stack.ts";
import { backedUpDatabase } from "./backed-up-database.ts";

const server = (days: number, protect: boolean) =>
  resource({
    type: "azure-native:dbforpostgresql:Server",
    props: { backup: { backupRetentionDays: days } },
    opts: { protect },
  });

const cluster = (plugins: object[], protect: boolean) =>
  resource({
    type: "kubernetes:postgresql.cnpg.io/v1:Cluster",
    props: { spec: { plugins } },
    opts: { protect },
  });

describe("backed-up-database", () => {
  it.each([
    ["a server", server(7, true), 0],
    ["a server with too short a retention", server(1, true), 1],
    ["an unprotected server", server(35, false), 1],
    ["a cluster", cluster([{ isWALArchiver: true }], true), 0],
    ["a cluster without backup, unprotected", cluster([], false), 2],
  ])("judges %s", async (_, database, count) => {
    expect((await judge(backedUpDatabase, [database])).violations).toHaveLength(count);
  });
});
