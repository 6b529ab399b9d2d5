import Foundation
import Support

/// A plain text to find, in one case or in both. The C library finds the byte of it that is the rarest in logs, and the
/// rest is compared there.
struct PlainNeedle: Sendable {
    /// The bytes to find; in small letters if the case does not matter.
    private let bytes: [UInt8]
    /// The index of the rarest byte.
    private let rarest: Int
    private let ignoresCase: Bool

    /// The bytes of logs, the most frequent first; the others are rarer.
    private static let frequent = Array("\" etaoin:srdl,c0m12u-gpf.h3456789byvw/_{}k[]=IETNOARFxSqLDjzCMPUBG".utf8)

    /// How many bytes a match has.
    var count: Int { bytes.count }

    /// The needle for a pattern; nil if the pattern is more than characters, or letters outside of ASCII may have either
    /// case.
    init?(_ node: PatternNode, ignoresCase: Bool) {
        guard case let scalars = node.plainCharacters ?? [], !scalars.isEmpty else { return nil }
        if ignoresCase, scalars.contains(where: { !$0.isASCII && LetterCase.others[$0] != nil }) { return nil }
        self.init(Array(String(String.UnicodeScalarView(scalars)).utf8), ignoresCase: ignoresCase)
    }

    /// A needle of at least one byte. `ignoresCase` is for the letters of ASCII.
    init(_ bytes: [UInt8], ignoresCase: Bool) {
        self.ignoresCase = ignoresCase
        self.bytes = ignoresCase ? bytes.map(Self.small) : bytes
        let ranks = self.bytes.map { Self.frequent.firstIndex(of: $0) ?? Self.frequent.count }
        rarest = ranks.indices.max { ranks[$0] < ranks[$1] } ?? 0
    }

    /// The offset of the first match from an offset on; nil if there is none.
    func first(in text: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Int? {
        guard let base = text.baseAddress, text.count - start >= bytes.count else { return nil }
        // Where the rarest byte can be.
        let end = text.count - (bytes.count - 1 - rarest)
        func next(_ byte: UInt8, from: Int) -> Int {
            guard from < end, let found = memchr(base + from, Int32(byte), end - from) else { return end }
            return UnsafeRawPointer(found) - UnsafeRawPointer(base)
        }
        let byte = bytes[rarest]
        let other = ignoresCase && byte.isASCIILetter ? byte & ~0x20 : byte
        var place = next(byte, from: start + rarest)
        var otherPlace = other == byte ? end : next(other, from: start + rarest)
        while true {
            let candidate = min(place, otherPlace)
            if candidate >= end { return nil }
            if isHere(base + (candidate - rarest)) { return candidate - rarest }
            if place == candidate {
                place = next(byte, from: candidate + 1)
            } else {
                otherPlace = next(other, from: candidate + 1)
            }
        }
    }

    private func isHere(_ place: UnsafePointer<UInt8>) -> Bool {
        bytes.withUnsafeBufferPointer { needle in
            guard ignoresCase else {
                return needle.baseAddress.map { memcmp(place, $0, needle.count) == 0 } ?? false
            }
            for index in needle.indices where Self.small(place[index]) != needle[index] { return false }
            return true
        }
    }

    private static func small(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}

extension PatternNode {
    /// The characters if it is nothing else; nil otherwise.
    var plainCharacters: [Unicode.Scalar]? {
        switch self {
        case .character(let scalar): return [scalar]
        case .sequence(let nodes):
            var scalars: [Unicode.Scalar] = []
            for node in nodes {
                guard let more = node.plainCharacters else { return nil }
                scalars += more
            }
            return scalars
        case .oneOf, .noneOf, .assertion, .choice, .repetition: return nil
        }
    }

    /// The longest text that each match contains; empty if there is none. A search for it first skips most lines.
    func requiredText(ignoresCase: Bool) -> [UInt8] {
        var longest: [UInt8] = []
        var run: [UInt8] = []
        func endRun() {
            if run.count > longest.count { longest = run }
            run = []
        }
        func visit(_ node: PatternNode) {
            switch node {
            case .character(let scalar):
                if ignoresCase, !scalar.isASCII, LetterCase.others[scalar] != nil {
                    endRun()
                } else {
                    run += UTF8.encode(scalar).map(Array.init) ?? []
                }
            case .sequence(let nodes): for node in nodes { visit(node) }
            case .assertion: break
            case .repetition(let node, let least, let most, _):
                endRun()
                if least > 0 {
                    visit(node)
                    if least != 1 || most != 1 { endRun() }
                }
            case .oneOf, .noneOf, .choice: endRun()
            }
        }
        visit(self)
        endRun()
        return longest
    }
}
