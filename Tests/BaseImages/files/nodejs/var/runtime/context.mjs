// The handler's second argument.

export function makeContext(invocation) {
    const { env } = process;
    return {
        callbackWaitsForEmptyEventLoop: true,
        functionName: env.AWS_LAMBDA_FUNCTION_NAME,
        functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
        memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
        logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
        logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
        invokedFunctionArn: invocation.functionArn,
        awsRequestId: invocation.requestId,
        clientContext: parsed(invocation.clientContext),
        identity: parsed(invocation.identity),
        getRemainingTimeInMillis: () => invocation.deadline - Date.now(),
    };
}

function parsed(header) {
    return header ? JSON.parse(header) : undefined;
}
