import grpc from "@grpc/grpc-js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import statusProto from "@pulumi/pulumi/proto/status_pb.js";
import anyProto from "google-protobuf/google/protobuf/any_pb.js";
import { PartialFailure, ProviderError } from "../error.ts";
import { encode, type IsSecret } from "../property-map/encoding.ts";

/**
 * An error as the engine reads it. Of an error that nobody foresaw the stack goes to stderr, which the engine keeps in
 * its debug log.
 *
 * @param title the plug-in's, for messages
 * @param isSecretIn tells the secrets among what a partial failure leaves in the state
 */
export function toStatus(
  error: unknown,
  title: string,
  isSecretIn: () => IsSecret,
): Partial<grpc.StatusObject> {
  if (error instanceof PartialFailure) return partialFailure(error, isSecretIn());
  if (error instanceof ProviderError) return { code: grpc.status.UNKNOWN, details: error.message };
  console.error(error);
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: grpc.status.INTERNAL,
    details: `${message}\nThis is a defect in ${title}; please report it.`,
  };
}

function partialFailure(error: PartialFailure, isSecret: IsSecret): Partial<grpc.StatusObject> {
  const detail = new providerProto.ErrorResourceInitFailed();
  detail.setId(error.id);
  detail.setProperties(encode(error.state, isSecret));
  detail.setReasonsList([error.message]);
  const packed = new anyProto.Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new statusProto.Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(error.message);
  status.addDetails(packed);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return { code: grpc.status.UNKNOWN, details: error.message, metadata };
}
