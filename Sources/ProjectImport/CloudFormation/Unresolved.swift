/// Why a value of a template has no text before it is deployed.
struct Unresolved: Error {
    /// In words: `AWS gives "Table" its name at deployment`.
    var why: String
    /// `AWS::NoValue`: as if the property were not there.
    var isNoValue = false

    static let noValue = Unresolved(why: "AWS::NoValue", isNoValue: true)
}
