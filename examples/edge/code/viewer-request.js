// Lambda@Edge, viewer request: decides what CloudFront does with a request before it looks into its cache.

const moved = new Map([
    ["/blog", "/articles/"],
    ["/contact.php", "/contact/"],
]);

exports.handler = async (event) => {
    const { request } = event.Records[0].cf;
    console.log(`${request.method} ${request.uri} from ${request.clientIp}`);

    if (moved.has(request.uri)) {
        console.info(`moved to ${moved.get(request.uri)}`);
        return redirect(moved.get(request.uri));
    }
    const agent = request.headers["user-agent"]?.[0]?.value ?? "";
    if (/\bBadBot\b/.test(agent)) {
        console.warn(`turned away: ${agent}`);
        return { status: "403", statusDescription: "Forbidden", body: "Not for robots.\n" };
    }
    // A bucket knows files and no folders.
    if (request.uri.endsWith("/")) request.uri += "index.html";
    console.debug(`origin is asked for ${request.uri}`);
    return request;
};

function redirect(location) {
    return {
        status: "301",
        statusDescription: "Moved Permanently",
        headers: {
            location: [{ key: "Location", value: location }],
            "cache-control": [{ key: "Cache-Control", value: "max-age=3600" }],
        },
    };
}
