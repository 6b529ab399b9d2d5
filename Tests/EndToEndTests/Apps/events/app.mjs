// Server-sent events, one by one: `?count=5&pause=200`. With `?fail=2` the function fails after two of them.

import { setTimeout as sleep } from "node:timers/promises";

export const handler = awslambda.streamifyResponse(async (event, stream) => {
    const { count = "5", pause = "200", fail } = event.queryStringParameters ?? {};
    const response = awslambda.HttpResponseStream.from(stream, {
        statusCode: 200,
        headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" },
    });
    for (let number = 1; number <= Number(count); number += 1) {
        const data = JSON.stringify({ number, of: Number(count), written: Date.now() });
        console.log(`event ${number}`);
        response.write(`event: tick\nid: ${number}\ndata: ${data}\n\n`);
        if (number === Number(fail)) throw new Error(`no more after ${number} events`);
        if (number < Number(count)) await sleep(Number(pause));
    }
    response.end();
});
