/// lamdeck's own files for debuggers, which containers mount at ``DebugPlan/folder``.
public enum DebugFile: String, Sendable, CaseIterable {
    case inspector = "inspector.cjs"
    case debugpy = "debugpy.sh"
    case delve = "dlv.sh"

    /// The path in the container.
    public var path: String { "\(DebugPlan.folder)/\(rawValue)" }

    /// Whether it is a program.
    public var isExecutable: Bool { self != .inspector }

    /// The content.
    public var content: String {
        switch self {
        case .inspector:
            """
            // Opens the inspector in the function's runtime, and in no process or worker that it starts.
            'use strict';
            const address = process.env.LAMDECK_INSPECTOR;
            // An extension has no handler.
            if (address && process.env._HANDLER && require('worker_threads').isMainThread) {
                delete process.env.LAMDECK_INSPECTOR;
                const [host, port, wait] = address.split(' ');
                // Node.js would warn of the address, which only this machine reaches.
                const warn = process.emitWarning;
                process.emitWarning = () => {};
                require('inspector').open(Number(port), host, wait === 'wait');
                process.emitWarning = warn;
            }

            """
        case .debugpy:
            """
            #!/bin/sh
            # Starts the runtime under debugpy. The arguments are the interpreter and its arguments.
            if [ ! -e "$LAMDECK_DEBUGPY" ]; then
                echo "debugpy is not at $LAMDECK_DEBUGPY any more; end debugging and begin it again" >&2
                exit 127
            fi
            python=$1
            shift
            # shellcheck disable=SC2086 # options without blanks
            set -- "$python" -Xfrozen_modules=off "$LAMDECK_DEBUGPY" $LAMDECK_DEBUGPY_OPTIONS "$@"
            own=$LAMDECK_EXEC_WRAPPER
            unset AWS_LAMBDA_EXEC_WRAPPER LAMDECK_EXEC_WRAPPER LAMDECK_DEBUGPY LAMDECK_DEBUGPY_OPTIONS
            if [ "$own" ]; then
                export AWS_LAMBDA_EXEC_WRAPPER="$own"
                exec "$own" "$@"
            fi
            exec "$@"

            """
        case .delve:
            """
            #!/bin/sh
            # Starts the bootstrap of the code or of a layer under dlv.
            for bootstrap in /var/task/bootstrap /opt/bootstrap; do
                [ -f "$bootstrap" ] || continue
                dlv=$LAMDECK_DLV options=$LAMDECK_DLV_OPTIONS
                unset LAMDECK_DLV LAMDECK_DLV_OPTIONS
                # shellcheck disable=SC2086 # options without blanks
                exec "$dlv" exec $options "$bootstrap"
            done
            echo "there is no bootstrap in /var/task or /opt" >&2
            exit 127

            """
        }
    }
}
