// Greets whoever calls: over API Gateway's HTTP API, or by putting a file into a bucket.

const greetings = { de: "Hallo", en: "Hello", es: "Hola", fr: "Bonjour", ja: "こんにちは" };

exports.handler = async (event, context) => {
    if (event.Records?.[0]?.eventSource === "aws:s3") return greetUploads(event.Records);

    const { method, path } = event.requestContext?.http ?? { method: "GET", path: "/" };
    console.log(`${method} ${path}`);
    const visitor = nameFrom(event) ?? "Lambda";
    const language = event.headers?.["accept-language"]?.slice(0, 2) ?? "en";
    if (!(language in greetings)) console.warn(`no greeting in "${language}", taking English`);

    const message = `${greetings[language] ?? greetings.en} from ${visitor}!`;
    console.info("greeting", { message, remaining: context.getRemainingTimeInMillis() });
    return {
        statusCode: 200,
        headers: { "content-type": "application/json; charset=utf-8" },
        body: JSON.stringify({ message, stage: process.env.STAGE }),
    };
};

function nameFrom(event) {
    if (event.queryStringParameters?.name) return event.queryStringParameters.name;
    if (!event.body) return undefined;
    const body = event.isBase64Encoded ? Buffer.from(event.body, "base64").toString("utf8") : event.body;
    return JSON.parse(body).name;
}

function greetUploads(records) {
    return records.map(({ s3, eventName }) => {
        // S3 writes a key as a form does: blanks are plus signs.
        const key = decodeURIComponent(s3.object.key.replaceAll("+", " "));
        console.log(`${eventName}: ${s3.bucket.name}/${key}, ${s3.object.size} bytes`);
        return `Hello, ${key}!`;
    });
}
