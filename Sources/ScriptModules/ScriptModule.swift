package import Catalogue
package import LuaBridge

/// A global that scripts see, usually a table of functions, as it declares itself.
///
/// ``AllModules/list`` is the only list of modules. What an interpreter gets, the help, the editor annotations, the
/// reference, what `govscript check` knows, and the globals in `.luacheckrc` are all made from these declarations.
///
/// ```swift
/// struct GreetModule: ScriptModule {
///     static let name = "greet"
///     static let summary = "Greetings."
///     static let bindings = [hello]
///     static let hello = Binding<GreetModule>(
///         "greet.hello", "Returns a greeting.", returns: .value("The text."), example: "print(greet.hello())",
///         run: { _ in "hello" })
///     init(_ host: AllModules) {}
/// }
/// ```
package protocol ScriptModule: Sendable {
    /// The name of the global.
    static var name: String { get }
    /// What the module is for, in one line.
    static var summary: String { get }
    /// The functions, in the order of the help: those with a body in Swift, and those with one in ``source``.
    static var bindings: [Binding<Self>] { get }
    /// The objects that the functions return.
    static var objects: [ModuleObject] { get }
    /// What is not called: constants of the table, or the global itself.
    static var values: [ModuleValue<Self>] { get }
    /// The bodies that are in Lua; nil for a module without.
    static var source: ModuleSource<Self>? { get }
    /// Whether the global is made when a script first looks into it, and not at the start.
    static var isMadeLazily: Bool { get }

    /// - Parameter host: What the functions work on. To keep it costs nothing: nothing is opened before a call.
    init(_ host: AllModules)

    /// What the module's writes pass.
    var gate: WriteGate { get }
    /// Makes the module work for one interpreter, with its memory limit.
    mutating func bind(to state: LuaState)
    /// Makes the global. The default makes all that is declared.
    func install(in state: LuaState) throws
    /// Sets what scripts may meet before they look into the module, such as objects that another module returns.
    static func prepare(_ state: LuaState)
}

extension ScriptModule {
    package static var objects: [ModuleObject] { [] }
    package static var values: [ModuleValue<Self>] { [] }
    package static var source: ModuleSource<Self>? { nil }
    package static var isMadeLazily: Bool { true }
    package var gate: WriteGate { .open }

    package mutating func bind(to state: LuaState) {}
    package static func prepare(_ state: LuaState) {}

    package func install(in state: LuaState) throws {
        var module = self
        module.bind(to: state)
        for binding in Self.bindings where !binding.isInLua {
            state.register(binding.function(of: module, gate: gate))
        }
        for value in Self.values { state.setGlobal(value.description.name, value.make(module)) }
        for object in Self.objects { object.install(in: state) }
        guard let source = Self.source else { return }
        if source.usesLoops { try state.installLoops() }
        try state.runHostCode(
            source.text, name: Self.name, arguments: try source.arguments(module),
            globals: source.globals ?? Self.bindings.filter(\.isInLua).map(\.signature.name))
    }

    /// Every function and method of the module.
    static var declarations: [any DeclaredFunction] {
        (bindings as [any DeclaredFunction]) + objects.flatMap(\.declarations)
    }

    /// What every function and method of the module is.
    package static var signatures: [Signature] { declarations.map(\.signature) }

    /// What the values are, for the help and the annotations.
    static var valueDescriptions: [Manual.Value] { values.map(\.description) }
}

/// An object that the functions of a module return.
package struct ModuleObject: Sendable {
    let declarations: [any DeclaredFunction]
    package var signatures: [Signature] { declarations.map(\.signature) }
    private let type: any LuaObject.Type
    private let methods: @Sendable () -> [(String, LuaFunction)]

    /// - Parameters:
    ///   - methods: What scripts call with a colon.
    ///   - onClose: What happens at the end of the block of a `<close>` variable.
    init<Object: LuaObject>(
        _ methods: [Binding<Object>], onClose: @escaping @Sendable (Object) throws -> Void
    ) {
        declarations = methods
        type = Object.self
        self.methods = {
            methods.map { ($0.signature.shortName, $0.method()) } + [
                (
                    "__close",
                    LuaFunction("\(Object.luaTypeName):close") { call in
                        try onClose(try call.object(Object.self, at: 1))
                        return .nothing
                    }
                )
            ]
        }
    }

    /// Gives the objects of an interpreter their methods.
    func install(in state: LuaState) { state.setMethods(of: type, methods()) }
}

/// A constant of a module, or a global that is no table of functions.
package struct ModuleValue<Module: Sendable>: Sendable {
    let description: Manual.Value
    let make: @Sendable (Module) -> LuaValue

    /// - Parameters:
    ///   - name: As scripts write it, `json.null`.
    ///   - type: In the annotation language.
    init(
        _ name: String, type: String, _ summary: String, make: @escaping @Sendable (Module) -> LuaValue
    ) {
        description = Manual.Value(name, type: type, summary)
        self.make = make
    }
}

/// The Lua of a module, a `.lua` file beside its declarations.
package struct ModuleSource<Module: Sendable>: Sendable {
    let text: [UInt8]
    let globals: [String]?
    let usesLoops: Bool
    let arguments: @Sendable (Module) throws -> [LuaValue]

    /// - Parameters:
    ///   - text: The file, `PackageResources.csv_lua`.
    ///   - globals: The names of what it returns; the functions that are declared without a body, if nil.
    ///   - usesLoops: Whether it calls what is in `loops.lua`.
    ///   - arguments: What its `...` holds after `host`.
    init(
        _ text: [UInt8], globals: [String]? = nil, usesLoops: Bool = false,
        arguments: @escaping @Sendable (Module) throws -> [LuaValue]
    ) {
        self.text = text
        self.globals = globals
        self.usesLoops = usesLoops
        self.arguments = arguments
    }
}
