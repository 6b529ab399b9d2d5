/// Why a value of a template is not known before deployment.
struct Unresolved: Error {
    /// The message: `AWS gives "Table" its name at deployment`.
    var why: String
    /// `AWS::NoValue`: the property counts as missing.
    var isNoValue = false

    static let noValue = Unresolved(why: "AWS::NoValue", isNoValue: true)
}
