// Response streaming: the global object `awslambda`, and the stream that a streaming handler writes to. The developer
// guide describes both in "Writing response streaming-enabled Lambda functions".

import { Writable } from "node:stream";
import { errorResponse } from "./failure.mjs";

// Libraries that wrap handlers look for these marks, so their names are those of AWS's client.
const mode = Symbol.for("aws.lambda.runtime.handler.streaming");
const highWaterMark = Symbol.for("aws.lambda.runtime.handler.streaming.highWaterMark");

const integration = "application/vnd.awslambda.http-integration-response";
const prelude = Symbol("prelude");

export const awslambda = {
    streamifyResponse(handler, options) {
        handler[mode] = "response";
        if (typeof options?.highWaterMark === "number") handler[highWaterMark] = Math.trunc(options.highWaterMark);
        return handler;
    },

    HttpResponseStream: {
        /** The same stream. Status, headers and cookies go out before what is written to it, and NUL bytes after them. */
        from(stream, metadata) {
            stream.setContentType(integration);
            stream[prelude] = Buffer.concat([Buffer.from(JSON.stringify(metadata)), Buffer.alloc(8)]);
            return stream;
        },
    },
};

export function isStreaming(handler) {
    return handler[mode] === "response";
}

/** The stream for the handler, and what the runtime does with it. */
export function openResponse(api, requestId, handler) {
    const { request, acknowledged } = api.streamedResponse(requestId);
    const stream = new ResponseStream(request, handler[highWaterMark]);
    return {
        stream,
        acknowledged,
        /** Ends the response with an error. The caller already has what was written before. */
        async fail(error) {
            const failure = errorResponse(error);
            if (stream.destroyed && !stream.writableFinished) {
                // Nothing more can be sent there. The Runtime API takes this if it has seen nothing of the response.
                return api.error(requestId, failure);
            }
            if (!stream.writableEnded) {
                request.addTrailers({
                    "Lambda-Runtime-Function-Error-Type": failure.errorType,
                    "Lambda-Runtime-Function-Error-Body": Buffer.from(JSON.stringify(failure)).toString("base64"),
                });
                stream.end();
            }
            await acknowledged;
        },
    };
}

class ResponseStream extends Writable {
    #request;
    #hasBegun = false;

    constructor(request, highWaterMark) {
        super({ highWaterMark });
        this.#request = request;
        request.on("error", (error) => this.destroy(error));
        // The handler does not have to listen: an error of the connection also reaches the runtime.
        this.on("error", () => {});
    }

    setContentType(type) {
        if (this.#hasBegun) {
            const error = new Error("Cannot set content-type, too late.");
            error.name = "Runtime.InvalidStreamingOperation";
            throw error;
        }
        this.#request.setHeader("Content-Type", type);
    }

    // As in AWS's client, only `write` sends the prelude. A response that consists of `end()` or `end(text)` has none.
    write(chunk, ...others) {
        if (!this.#hasBegun) {
            this.#hasBegun = true;
            if (this[prelude]) super.write(this[prelude]);
        }
        const isText = typeof chunk === "string" || chunk?.constructor === Uint8Array || Buffer.isBuffer(chunk);
        return super.write(isText ? chunk : JSON.stringify(chunk), ...others);
    }

    _write(chunk, encoding, callback) {
        if (this.#request.write(chunk)) callback();
        else this.#request.once("drain", callback);
    }

    _final(callback) {
        this.#request.end(callback);
    }

    _destroy(error, callback) {
        if (!this.#request.writableFinished) this.#request.destroy();
        callback(error);
    }
}
