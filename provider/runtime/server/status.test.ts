import grpc from "@grpc/grpc-js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import statusProto from "@pulumi/pulumi/proto/status_pb.js";
import { describe, expect, test, vi } from "vitest";
import { PartialFailure, ProviderError } from "../error.ts";
import { toStatus } from "./status.ts";
import { decode, NOTHING_SECRET } from "../property-map/encoding.ts";

const NOTHING = () => NOTHING_SECRET;
const TITLE = "the provider test";

describe("an error on the wire", () => {
  test("what a person can act on is the message and nothing else", () => {
    expect(toStatus(new ProviderError("do this"), TITLE, NOTHING)).toEqual({
      code: grpc.status.UNKNOWN,
      details: "do this",
    });
  });

  test("a resource that is there but not well is kept, with its id, state and secrets", () => {
    const failure = new PartialFailure("the first cycle failed", "sp/job", {
      status: "Quarantine",
      token: "t",
    });
    const status = toStatus(
      failure,
      TITLE,
      () =>
        ([property]) =>
          property === "token",
    );
    const [bytes] = status.metadata?.get("grpc-status-details-bin") ?? [];
    const [detail] = statusProto.Status.deserializeBinary(Buffer.from(bytes ?? "")).getDetailsList();
    const init = detail?.unpack(
      (packed) => providerProto.ErrorResourceInitFailed.deserializeBinary(packed),
      "pulumirpc.ErrorResourceInitFailed",
    );
    expect(init?.getId()).toBe("sp/job");
    expect(init?.getReasonsList()).toEqual(["the first cycle failed"]);
    expect(decode(init?.getProperties())).toEqual({
      properties: { status: "Quarantine", token: "t" },
      secrets: new Set(["token"]),
    });
  });

  test("what nobody foresaw is called a defect, its stack in the debug log only", () => {
    const log = vi.spyOn(console, "error").mockReturnValue();
    const status = toStatus(new TypeError("x is undefined"), TITLE, NOTHING);
    expect(status).toMatchObject({
      code: grpc.status.INTERNAL,
      details: expect.stringMatching(/x is undefined\n.*defect/),
    });
    expect(log).toHaveBeenCalledOnce();
    log.mockRestore();
  });
});
