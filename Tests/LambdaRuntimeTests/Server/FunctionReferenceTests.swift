import Testing

@testable import LambdaRuntime

/// The names by which Lambda's operations accept a function.
@Suite struct FunctionReferenceTests {
    @Test(
        arguments: [
            ("hello", "hello", nil), ("hello:prod", "hello", "prod"), ("hello:$LATEST", "hello", "$LATEST"),
            ("function:hello", "hello", nil), ("123456789012:function:hello", "hello", nil),
            ("123456789012:hello:prod", "hello", "prod"), ("us-east-1:hello", "hello", nil),
            ("us-gov-west-1:123456789012:function:hello:prod", "hello", "prod"),
            ("arn:aws:lambda:us-east-1:123456789012:function:hello:prod", "hello", "prod"),
        ] as [(String, String, String?)])
    func areNamesWithAllThatMayPrecedeThem(text: String, name: String, qualifier: String?) {
        let reference = FunctionReference(text)
        #expect(reference?.name == name)
        #expect(reference?.qualifier == qualifier)
    }

    /// Text that is almost a region is a name, and what follows it a qualifier.
    @Test(arguments: [
        "us", "us-1", "us-east", "us-east-", "us--1", "usa-east-1", "us-east-1a", "US-east-1", "us-ea5t-1",
    ])
    func regionsHaveLettersAndThenANumber(text: String) {
        #expect(FunctionReference("\(text):prod")?.name == text)
        #expect(FunctionReference("\(text):hello:prod") == nil)
    }
}
