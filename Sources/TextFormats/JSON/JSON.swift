/// JSON texts as Lua values and back.
///
/// Integers and floats keep Lua's subtypes both ways: a number with a fraction or exponent is a float, and a float
/// is written with one. JSON's `null` is ``LuaValue/null``.
package enum JSON {
    /// How deep arrays and objects may be nested, in both directions.
    package static let maximumDepth = 200
}
