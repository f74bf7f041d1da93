import Catalogue
package import LuaBridge

extension AllModules {
    /// Every function with its declaration, in the order of ``signatures``.
    static let declarations: [any DeclaredFunction] = list.flatMap { $0.declarations }

    /// Checks constants as the functions themselves check their arguments: addresses, ids, names, ranges.
    ///
    /// - Returns: A function that is given a function's name, a parameter's and a value of the parameter's type, and
    ///   answers what the call would say of it; nil if it would take the value.
    package static var argumentRules: @Sendable (String, String, LuaValue) -> LuaMismatch? {
        let functions = Dictionary(
            declarations.map { ($0.signature.name, $0) }, uniquingKeysWith: { first, _ in first })
        return { functions[$0]?.mismatch(of: $2, for: $1) }
    }
}
