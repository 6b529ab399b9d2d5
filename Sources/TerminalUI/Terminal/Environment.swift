import CNcurses

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The environment variables of this process.
enum Environment {
    /// The value of a variable; nil if it is not set.
    static func value(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}

/// Decides how characters are encoded.
///
/// 1. The locale that LC_ALL, LC_CTYPE or LANG name (the first that is not empty) is a UTF-8 locale: UTF-8.
/// 2. Its name says UTF-8 (`de_DE.UTF-8`) but it is not installed, as happens over ssh: the terminal uses UTF-8, so
///    `C.UTF-8` replaces it.
/// 3. None is named, or only LANG names C or POSIX, the default of bare systems and containers: the user has not chosen
///    a locale, and terminals use UTF-8 today, so `C.UTF-8` replaces it.
/// 4. Anything else is the user's choice: `LC_ALL=C`, or `en_US.ISO-8859-1`, limits characters to that locale's;
///    borders are ASCII.
enum LocaleRule {
    /// Sets the process's locale by the rule; returns whether characters are UTF-8.
    static func setLocale(_ variable: (String) -> String?) -> Bool {
        if cn_set_locale(""), cn_locale_is_utf8() { return true }
        guard mayStandIn(variable) else { return false }
        let standIns = ["C.UTF-8", "en_US.UTF-8"]
        return standIns.contains { cn_set_locale($0) && cn_locale_is_utf8() }
    }

    /// Whether `C.UTF-8` may replace a locale that is not UTF-8.
    static func mayStandIn(_ variable: (String) -> String?) -> Bool {
        func named(_ name: String) -> String? {
            variable(name).flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let chosen = named("LC_ALL") ?? named("LC_CTYPE") else {
            guard let lang = named("LANG") else { return true }
            return lang == "C" || lang == "POSIX" || isUTF8(lang)
        }
        return isUTF8(chosen)
    }

    private static func isUTF8(_ locale: String) -> Bool {
        guard let dot = locale.firstIndex(of: ".") else { return false }
        let charset = locale[locale.index(after: dot)...].prefix { $0 != "@" }.lowercased()
        return charset == "utf-8" || charset == "utf8"
    }
}
