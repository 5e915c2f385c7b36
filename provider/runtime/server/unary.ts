import type grpc from "@grpc/grpc-js";

/** Answers a gRPC call with what `answer` returns, or with its error as a status. */
export function unary<Request, Response>(
  answer: (request: Request) => Response | Promise<Response>,
  statusOf: (error: unknown, request: Request) => Partial<grpc.StatusObject>,
): grpc.handleUnaryCall<Request, Response> {
  async function respond(request: Request, callback: grpc.sendUnaryData<Response>): Promise<void> {
    let response: Response;
    try {
      response = await answer(request);
    } catch (error) {
      callback(statusOf(error, request));
      return;
    }
    callback(null, response);
  }
  return (call, callback) => void respond(call.request, callback);
}
