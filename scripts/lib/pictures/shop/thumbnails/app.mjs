// Makes thumbnails of uploaded pictures. The work is a hash, as a library would make the sample large.
import { pbkdf2Sync } from "node:crypto";

const sizes = [64, 256, 1024];

export const handler = async ({ key, bytes }) => {
    if (!key.endsWith(".jpg")) throw new TypeError(`${key} is not a picture`);
    for (const size of sizes) {
        pbkdf2Sync(key, String(size), Math.round(bytes / 60), 64, "sha512");
        console.info(`${key} at ${size} px`);
    }
    return { key, thumbnails: sizes.map((size) => `${size}/${key}`) };
};
