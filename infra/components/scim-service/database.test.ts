import { expect, it } from "vitest";
import { portOf } from "./database.ts";

it.each([
  ["postgres://scim:secret@db.example.com:6432/scim", 6432],
  ["postgres://scim:se%3Acret@db.example.com/scim", 5432],
  ["postgresql://scim@[fd00::1]:5433/scim?sslmode=require", 5433],
  ["postgres://scim@a.example.com:5440,b.example.com:5441/scim", 5440],
  ["postgres:///scim?host=/var/run/postgresql", 5432],
])("the port of %s is %i", (url, port) => {
  expect(portOf(url)).toBe(port);
});
