import ApiClients
import Catalogue
import LuaBridge
import TestSupport
import Testing
@testable import ScriptModules
import TerminalText

/// What is declared and what is there are the same.
struct CompletenessTests {
    /// The names of all functions below the global tables that the modules make, and of the methods of their objects.
    private static func installed() async throws -> Set<String> {
        let scratch = ScratchFolder()
        let result = try await LuaThread.run {
            let state = try LuaState(memoryLimit: 1 << 26, clock: .virtual)
            state.bindToCurrentThread()
            try state.open(.sandboxed)
            let services = Services(
                defaultLinks: .go, links: { _ in throw ApiError(.auth, "no key") },
                datagov: { throw ApiError(.auth, "no key") })
            let before = try state.run(list.utf8, name: "=list")
            let files = FileAccess(workingDirectory: scratch.path)
            let runs = BulkRuns(files: files, console: Console()) { throw ApiError(.internal, "no runs here") }
            try AllModules(services: services, files: files, console: Console(), runs: runs).install(in: state)
            let after = try state.run(list.utf8, name: "=list")
            return (names(before), names(after))
        }
        let methods = AllModules.list.flatMap { $0.objects }.flatMap(\.signatures).map(\.name)
        return result.1.subtracting(result.0).union(methods)
    }

    private static let list = """
        local names = {}
        for name, value in pairs(_G) do
          if type(value) == "function" then names[#names + 1] = name end
          if type(value) == "table" and value ~= _G then
            for key, inner in pairs(value) do
              if type(inner) == "function" then names[#names + 1] = name .. "." .. key end
            end
          end
        end
        return names
        """

    private static func names(_ values: [LuaValue]) -> Set<String> {
        Set((try? [String](lua: values.first ?? .nil)) ?? [])
    }

    /// A task's handle looks its methods up by a function, which no walk sees.
    private static let ofTasks: Set<String> = ["task.Task:cancel"]

    @Test func everyFunctionIsDeclaredAndEveryDeclarationIsThere() async throws {
        let declared = Set(AllModules.signatures.map(\.name))
        let installed = try await Self.installed().union(Self.ofTasks)
        #expect(installed.subtracting(declared).sorted() == [], "without a declaration")
        #expect(declared.subtracting(installed).sorted() == [], "declared and not there")
        #expect(declared.count == AllModules.signatures.count, "declared twice")
    }

    @Test func everyModuleSaysWhatItIsFor() {
        for module in AllModules.manual.modules { #expect(!module.summary.isEmpty, "\(module.name)") }
        let globals = AllModules.manual.globals.map(\.name).filter { $0 != "args" }
        #expect(Set(AllModules.manual.modules.map(\.name) + globals) == AllModules.names)
    }

    /// Whether a function may be given for a parameter is in its type; how it is called then, only the declaration knows.
    @Test func everyParameterThatMayBeAFunctionSaysHowItIsCalled() {
        for signature in AllModules.signatures {
            for parameter in signature.parameters {
                let mayBeFunction = parameter.type.contains("fun(") || parameter.type.hasPrefix("function")
                #expect((parameter.callback != nil) == mayBeFunction, "\(signature.name) \(parameter.name)")
            }
        }
        #expect(AllModules.signatures.flatMap(\.parameters).contains { $0.callback == .durably })
    }

    @Test func everyErrorKindIsExplained() {
        let topic = HelpTopics.errors.text
        for kind in ErrorKind.allCases { #expect(topic.contains("\n  \(kind.rawValue) "), "\(kind.rawValue)") }
    }

    @Test func summariesAreSentences() {
        for signature in AllModules.signatures {
            let summaries =
                [signature.summary] + signature.parameters.map(\.summary)
                + signature.result.fields.map(\.summary) + [signature.result.summary]
            for text in summaries where !text.isEmpty {
                #expect(text.hasSuffix("."), "\(signature.name): \(text)")
            }
        }
    }
}
