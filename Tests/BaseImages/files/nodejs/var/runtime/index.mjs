// The Node.js runtime client of the stand-in base images. In an endless loop it takes an invocation from the Runtime
// API, calls the handler, and returns the response or the error. AWS's own client is not on any package registry.

import { runtimeAPI } from "./api.mjs";
import { makeContext } from "./context.mjs";
import { loadHandler } from "./handler.mjs";
import { RuntimeError, errorResponse } from "./failure.mjs";
import { logFailure, setRequestId, takeOverConsole } from "./log.mjs";
import { awslambda, isStreaming, openResponse } from "./streaming.mjs";

const api = runtimeAPI(process.env.AWS_LAMBDA_RUNTIME_API);
let current;

async function main() {
    takeOverConsole();
    globalThis.awslambda = awslambda;
    process.on("uncaughtException", (error) => dieOf("Uncaught Exception", error, 129));
    process.on("unhandledRejection", (reason) => {
        const error = new RuntimeError("Runtime.UnhandledPromiseRejection", String(reason));
        error.reason = reason;
        dieOf("Unhandled Promise Rejection", error, 128);
    });

    let handler;
    try {
        handler = await loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
    } catch (error) {
        return dieOf("Uncaught Exception", error, 1);
    }
    for (;;) {
        current = await api.next();
        setRequestId(current.requestId);
        process.env._X_AMZN_TRACE_ID = current.traceId ?? "";
        await (isStreaming(handler) ? stream : answer)(handler, current);
        current = undefined;
    }
}

async function answer(handler, invocation) {
    let body;
    try {
        const result = await call(handler, JSON.parse(invocation.event), makeContext(invocation));
        body = JSON.stringify(result === undefined ? null : result);
    } catch (error) {
        logFailure("Invoke Error", error);
        return api.error(invocation.requestId, errorResponse(error));
    }
    return api.response(invocation.requestId, body);
}

// The response is over when the handler's promise is fulfilled and its stream has ended. The next invocation also waits
// until nothing is left to be done (unless `callbackWaitsForEmptyEventLoop` is off).
async function stream(handler, invocation) {
    const context = makeContext(invocation);
    const response = openResponse(api, invocation.requestId, handler);
    try {
        const returned = handler(JSON.parse(invocation.event), response.stream, context);
        if (typeof returned?.then !== "function") throw "Streaming does not support non-async handlers.";
        if ((await returned) !== undefined) console.warn("Streaming handlers ignore return values.");
        await response.acknowledged;
    } catch (error) {
        logFailure("Invoke Error", error);
        await response.fail(error);
    }
    if (context.callbackWaitsForEmptyEventLoop) await new Promise((resolve) => process.once("beforeExit", resolve));
}

// A handler answers with a promise, or through its third argument, and then only once nothing is left to be done
// (unless it turns `callbackWaitsForEmptyEventLoop` off). One that does neither answers null when nothing is left.
function call(handler, event, context) {
    return new Promise((resolve, reject) => {
        let settle = () => resolve(null);
        const whenIdle = () => settle();
        const finish = (action) => {
            process.removeListener("beforeExit", whenIdle);
            action();
        };
        const callback = (error, result) => {
            const action = () => (error === undefined || error === null ? resolve(result) : reject(error));
            if (context.callbackWaitsForEmptyEventLoop) settle = action;
            else finish(action);
        };
        process.once("beforeExit", whenIdle);
        context.succeed = (result) => finish(() => resolve(result));
        context.fail = (error) => finish(() => reject(error));
        context.done = (error, result) => callback(error, result);

        const returned = handler(event, context, callback);
        if (typeof returned?.then === "function") {
            returned.then(
                (result) => finish(() => resolve(result)),
                (error) => finish(() => reject(error)),
            );
        }
    });
}

// An uncaught exception ends the process. The next invocation starts a new one.
async function dieOf(title, error, status) {
    logFailure(title, error);
    try {
        if (current) await api.error(current.requestId, errorResponse(error));
        else await api.initError(errorResponse(error));
    } finally {
        process.exit(status);
    }
}

main();
