// The Runtime API, as https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html describes it.

import http from "node:http";

const prefix = "/2018-06-01/runtime";

export function runtimeAPI(address) {
    const [hostname, port = "80"] = address.split(":");
    // Two persistent connections, like AWS's client. `next` occupies one until a call arrives. An error report in that
    // time needs the other.
    const kept = () => new http.Agent({ keepAlive: true, maxSockets: 1 });
    const agents = { GET: kept(), POST: kept() };

    function request(method, path, body, headers = {}) {
        const agent = agents[method];
        return new Promise((resolve, reject) => {
            const request = http.request({ agent, hostname, port, method, path: prefix + path, headers }, (response) => {
                const chunks = [];
                response.on("data", (chunk) => chunks.push(chunk));
                response.on("error", reject);
                response.on("end", () => {
                    resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) });
                });
            });
            request.on("error", reject);
            request.end(body);
        });
    }

    function post(path, text, headers) {
        const body = Buffer.from(text);
        return request("POST", path, body, {
            "Content-Type": "application/json",
            "Content-Length": body.length,
            ...headers,
        });
    }

    const postError = (path, error) =>
        post(path, JSON.stringify(error), { "Lambda-Runtime-Function-Error-Type": error.errorType });

    return {
        async next() {
            const { status, headers, body } = await request("GET", "/invocation/next");
            if (status !== 200) throw new Error(`no invocation: the Runtime API answers ${status}`);
            return {
                requestId: headers["lambda-runtime-aws-request-id"],
                deadline: Number(headers["lambda-runtime-deadline-ms"]),
                functionArn: headers["lambda-runtime-invoked-function-arn"],
                traceId: headers["lambda-runtime-trace-id"],
                clientContext: headers["lambda-runtime-client-context"],
                identity: headers["lambda-runtime-cognito-identity"],
                event: body.toString("utf8"),
            };
        },
        response: (requestId, body) => post(`/invocation/${requestId}/response`, body),

        /** The request whose body is a response in parts. It opens its connection at once and sends it with the first part. */
        streamedResponse(requestId) {
            const request = http.request({
                // Each response has its own connection, which closes after it.
                agent: false,
                hostname,
                port,
                method: "POST",
                path: `${prefix}/invocation/${requestId}/response`,
                headers: {
                    "Content-Type": "application/octet-stream",
                    "Lambda-Runtime-Function-Response-Mode": "streaming",
                    Trailer: "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body",
                },
            });
            const acknowledged = new Promise((resolve, reject) => {
                request.on("response", (response) => response.on("end", resolve).on("error", reject).resume());
                request.on("error", reject);
                request.on("close", () => reject(new Error("the connection of the response is closed")));
            });
            // It can break before anything waits for it.
            acknowledged.catch(() => {});
            return { request, acknowledged };
        },

        error: (requestId, error) => postError(`/invocation/${requestId}/error`, error),
        initError: (error) => postError("/init/error", error),
    };
}
