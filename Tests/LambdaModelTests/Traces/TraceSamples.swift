/// Stack traces as languages write them. Those of Python, Node.js, Java and Rust were written by running code; paths
/// are those of a container.
enum TraceSamples {
    static let pythonRuntime = """
          File "/var/task/app.py", line 7, in handler
            raise ValueError("no price") from e
        """

    /// An error with a cause.
    static let pythonChained = """
        Traceback (most recent call last):
          File "/var/task/app.py", line 5, in handler
            return price(event["items"])
                   ^^^^^^^^^^^^^^^^^^^^^
          File "/var/task/lib/price.py", line 2, in price
            return sum(i["price"] for i in items)
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          File "/var/task/lib/price.py", line 2, in <genexpr>
            return sum(i["price"] for i in items)
                       ~^^^^^^^^^
        KeyError: 'price'

        The above exception was the direct cause of the following exception:

        Traceback (most recent call last):
          File "/var/runtime/awslambdaric/bootstrap.py", line 188, in handle
          File "/var/task/app.py", line 12, in checkout
          File "/var/task/app.py", line 7, in handler
            raise ValueError("no price") from e
        ValueError: no price
        """

    static let pythonSyntax = """
        Traceback (most recent call last):
          File "/var/lang/lib/python3.13/importlib/__init__.py", line 126, in import_module
            return _bootstrap._gcd_import(name[level:], package, level)
          File "<frozen importlib._bootstrap>", line 1204, in _gcd_import
          File "/var/task/app.py", line 1, in <module>
            import bad
          File "/var/task/bad.py", line 2
            def handler(event, context:
                       ^
        SyntaxError: '(' was never closed
        """

    static let pythonGroup = """
          + Exception Group Traceback (most recent call last):
          |   File "/var/lang/lib/python3.13/asyncio/runners.py", line 190, in run
          |     return runner.run(main)
          |   File "/var/task/app.py", line 3, in b
          |     raise ExceptionGroup('g', [ValueError('x')])
          | ExceptionGroup: g (1 sub-exception)
          +-+---------------- 1 ----------------
            | ValueError: x
            +------------------------------------
        """

    static let node = """
        TypeError: Cannot read properties of undefined (reading 'amount')
            at file:///var/task/lib/price.mjs:2:34
            at Array.map (<anonymous>)
            at price (file:///var/task/lib/price.mjs:2:9)
            at Module.handler (file:///var/task/app.mjs:3:17)
            at Runtime.handleOnceNonStreaming (file:///var/runtime/index.mjs:1205:29)
        """

    static let nodeConstructor = """
        RangeError: cart
            at new Cart (file:///var/task/app.mjs:6:36)
            at async Module.make (file:///var/task/app.mjs:7:27)
            at Object.<anonymous> (/var/task/my app.js:1:7)
            at Timeout.f [as _onTimeout] (/var/task/boom.js:1:21)
            at listOnTimeout (node:internal/timers:581:17)
        """

    static let nodeSyntax = """
        file:///var/task/bad.mjs:2
          const x = ;
                    ^

        SyntaxError: Unexpected token ';'
            at compileSourceTextModule (node:internal/modules/esm/utils:346:16)
            at ModuleLoader.moduleStrategy (node:internal/modules/esm/translators:146:18)
            at async ModuleJob._link (node:internal/modules/esm/module_job:148:19)

        Node.js v20.20.2
        """

    static let nodeNoExport = """
        file:///var/task/miss2.mjs:1
        import { nope } from "./lib/price.mjs";
                 ^^^^
        SyntaxError: The requested module './lib/price.mjs' does not provide an export named 'nope'
            at ModuleJob._instantiate (node:internal/modules/esm/module_job:213:21)
        """

    static let nodeCause = """
        /var/task/err.js:1
        try { null.x } catch (e) { throw new Error("outer", { cause: e }) }
                                   ^

        Error: outer
            at Object.<anonymous> (/var/task/err.js:1:34)
            at Module._compile (node:internal/modules/cjs/loader:1521:14)
            ... 4 lines matching cause stack trace ...
            at node:internal/main/run_main_module:28:49 {
          [cause]: TypeError: Cannot read properties of null (reading 'x')
              at Object.<anonymous> (/var/task/err.js:1:12)
        }
        """

    /// Node.js with `--enable-source-maps` names the original files.
    static let nodeMapped = """
        Error: no stock
            at price (/var/src/lib/price.ts:14:11)
            at handler (webpack://shop/./src/app.ts:4:9)
            at __webpack_require__ (webpack://shop/webpack/bootstrap:19:1)
        """

    /// Only packages.
    static let nodePackage = """
        Error: bad schema
            at check (/var/task/node_modules/ajv/dist/core.js:20:3)
            at Runtime.handle (file:///var/runtime/index.mjs:1205:29)
        """

    static let java = """
        shop.orders.Handler.price(Handler.java:4)
        java.base/java.util.stream.ReferencePipeline$3$1.accept(ReferencePipeline.java:197)
        com.fasterxml.jackson.databind.ObjectMapper.readValue(ObjectMapper.java:3825)
        app//shop.orders.Handler.handle(Handler.java:5)
        java.base/jdk.internal.reflect.DirectMethodHandleAccessor.invoke(Unknown Source)
        Main.main(Main.kt:9)
        """

    static let javaCaused = """
        Exception in thread "main" java.lang.IllegalStateException: no price
        \tat com.example.Handler.handle(Handler.java:5)
        \tat com.example.Handler.main(Handler.java:6)
        Caused by: java.lang.ArithmeticException: / by zero
        \tat com.example.Handler.lambda$price$0(Handler.java:4)
        \tat java.base/java.util.stream.ReferencePipeline.reduce(ReferencePipeline.java:657)
        \tat com.example.Handler.price(Handler.java:4)
        \t... 2 more
        """

    static let go = """
        panic: runtime error: index out of range [3] with length 1

        goroutine 1 [running]:
        github.com/ada/shop/price.(*Table).Of(...)
        \t/home/ada/shop/price/table.go:31
        main.handler({0x12f5a80, 0xc00009a000}, {0xc0000b2000, 0x1, 0x1})
        \t/home/ada/shop/cmd/orders/main.go:12 +0x1d
        reflect.Value.call({0x8a3e20?, 0x9d5b28?}, {0x8f2b0a, 0x4})
        \t/usr/local/go/src/reflect/value.go:596 +0xce5
        github.com/aws/aws-lambda-go/lambda.Start(...)
        \t/home/ada/go/pkg/mod/github.com/aws/aws-lambda-go@v1.47.0/lambda/entry.go:98
        created by main.main in goroutine 1
        \t/home/ada/shop/cmd/orders/main.go:8 +0x5a

        goroutine 7 [select]:
        main.refresh()
        \t/home/ada/shop/cmd/orders/refresh.go:9 +0x4d
        """

    /// The frames of the library for Go, as the answer's object has them.
    static let goLibrary = """
        {"errorMessage":"boom","errorType":"string","stackTrace":[\
        {"path":"github.com/aws/aws-lambda-go@v1.47.0/lambda/errors.go","line":39,"label":"lambdaPanicResponse"},\
        {"path":"runtime/panic.go","line":914,"label":"gopanic"},\
        {"path":"orders/main.go","line":12,"label":"handler"},\
        {"path":"reflect/value.go","line":596,"label":"Value.call"}]}
        """

    static let rust = """

        thread 'main' (22121) panicked at src/price.rs:1:50:
        index out of bounds: the len is 1 but the index is 3
        stack backtrace:
           0: __rustc::rust_begin_unwind
                     at /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/panicking.rs:689:5
           1: core::panicking::panic_fmt
                     at /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/panicking.rs:80:14
           2: shop::price::price
                     at ./src/price.rs:1:50
           3:     0x5570cb92025a - shop[e28293b1aa0f68bd]::handler
                     at /home/ada/shop/src/main.rs:2:23
           4: lambda_runtime::run
                     at /home/ada/.cargo/registry/src/index.crates.io-6f17d22bba15001f/lambda_runtime-0.13.0/src/lib.rs:9:1
        note: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose backtrace.
        """

    static let rustWithoutBacktrace = """
        thread 'main' panicked at src/main.rs:4:5:
        boom
        note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace
        """

    static let rustOld = "thread 'main' panicked at 'boom, src', src/main.rs:4:5"

    static let dotnet = """
        at Shop.Price.Of(String sku) in /src/Orders/Price.cs:line 12
        at Shop.Function.Handle(String input, ILambdaContext context) in C:\\src\\shop\\Function.cs:line 5
        --- End of stack trace from previous location ---
        at lambda_method1(Closure, Stream, ILambdaContext, Stream)
        at Amazon.Lambda.RuntimeSupport.Bootstrap.UserCodeLoader.Invoke(Stream a) in /_/src/UserCodeLoader.cs:line 9
        """

    static let ruby = """
        /var/task/lib/price.rb:3:in 'Price#of'
        /var/task/vendor/bundle/ruby/3.4.0/gems/rack-3.1.7/lib/rack.rb:12:in 'Rack.call'
        /var/task/app.rb:7:in 'block in Object#handler'
        /var/runtime/gems/aws_lambda_ric-3.0.0/lib/aws_lambda_ric.rb:20:in 'call_handler'
        <internal:kernel>:187:in 'loop'
        """

    static let rubyOld = """
        /var/lang/lib/ruby/3.3.0/rubygems/core_ext/kernel_require.rb:59:in `require'
        /var/task/app.rb:1:in `<top (required)>'
        """

    static let rubySyntax = """
        /var/task/app.rb:5: syntax error, unexpected end-of-input, expecting `end' (SyntaxError)
        """

    static let shell = "/var/task/bootstrap: line 12: foo: command not found"
}
