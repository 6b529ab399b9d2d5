#!/bin/sh
# The entry point of a base image: its one argument is the handler.
if [ "$#" -ne 1 ]; then
    echo "entrypoint requires the handler name to be the first argument" >&2
    exit 142
fi
_HANDLER=$1
export _HANDLER

# On Lambda itself, or under another emulator, the Runtime API is there already.
if [ -n "${AWS_LAMBDA_RUNTIME_API:-}" ]; then
    exec /var/runtime/bootstrap
fi
exec /usr/local/bin/aws-lambda-rie /var/runtime/bootstrap
