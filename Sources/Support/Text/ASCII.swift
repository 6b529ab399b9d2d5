extension UInt8 {
    /// Whether it is `0` to `9`.
    @inlinable
    public var isASCIIDigit: Bool { self >= 0x30 && self <= 0x39 }

    /// Whether it is `a` to `z` or `A` to `Z`.
    @inlinable
    public var isASCIILetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }

    /// Whether it is a letter or a digit of ASCII.
    @inlinable
    public var isASCIIAlphanumeric: Bool { isASCIILetter || isASCIIDigit }

    /// Whether it can be in a method or in the name of a header field of HTTP (RFC 9110, section 5.6.2).
    @inlinable
    public var isOfHTTPToken: Bool { isASCIIAlphanumeric || "!#$%&'*+-.^_`|~".utf8.contains(self) }

    /// The value of a hexadecimal digit, in capital or small letters; nil for another byte.
    @inlinable
    public var hexDigitValue: UInt8? {
        if isASCIIDigit { return self - 0x30 }
        let letter = self | 0x20
        return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : nil
    }
}
