import Catalogue
import FoundationEssentials
import LuaBridge
import TestSupport
import Testing
@testable import ScriptModules

/// Every text that a person reads is plain English, and names services rather than addresses.
struct WordingTests {
    /// Words that make an engineer read twice; what to write instead stands in docs/glossary.md.
    private static let forbidden = [
        "goes on", "to go on", "under way", "begins anew", "begin anew", "starts anew", "comes twice", "told of",
        "data are", "so many", "nobody", "look yourself",
    ]

    private static let sources =
        URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources").path() + "/"

    /// The texts in quotes of all targets but the emulator, which speaks as the services do: file, line, text.
    private static func literals() throws -> [(place: String, text: String)] {
        var found: [(String, String)] = []
        let files = try FileManager.default.subpathsOfDirectory(atPath: sources)
        for file in files.sorted() where file.hasSuffix(".swift") || file.hasSuffix(".lua") {
            if ["ApiEmulator/", "TestSupport/", "HostStateProbe/"].contains(where: { file.hasPrefix($0) }) { continue }
            let text = try String(contentsOfFile: sources + file, encoding: .utf8)
            var isLong = false
            for (number, line) in zip(1..., text.split(separator: "\n", omittingEmptySubsequences: false)) {
                let trimmed = line.drop { $0 == " " }
                let turns = line.ranges(of: "\"\"\"").count % 2 == 1
                defer { if turns { isLong.toggle() } }
                if !isLong, trimmed.hasPrefix("//") || trimmed.hasPrefix("--") { continue }
                guard isLong || line.contains("\"") else { continue }
                let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
                let quoted = isLong ? [line] : parts.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
                for part in quoted { found.append(("\(file):\(number)", String(part))) }
            }
        }
        return found
    }

    @Test func noTextHasAForbiddenWord() throws {
        let literals = try Self.literals()
        #expect(literals.count > 3000, "the scan sees the texts")
        for (place, text) in literals {
            for word in Self.forbidden where text.lowercased().contains(word) { Issue.record("\(place): \(text)") }
            if text.hasPrefix(" %") || text.contains(") %") || text.contains("0 %") {
                Issue.record("\(place): \(text)")
            }
        }
    }

    /// A message names a service by its title; its address, which may be a test server's, only where that is at fault.
    @Test func noTextHasAnAddressInPlaceOfAService() throws {
        let allowed = ["\\(account.host) \\(", "\\(host):"]
        for (place, text) in try Self.literals() where !place.hasPrefix("CurlTransport/") {
            guard text.contains("\\(endpoint.host)") || text.contains("\\(account.host)") else { continue }
            if !allowed.contains(where: { text.contains($0) }) { Issue.record("\(place): \(text)") }
        }
    }

    /// A hint is a sentence, or says which command to type: `Make it readable to you alone: chmod 600 go.key`.
    @Test func everyHintIsASentence() throws {
        var count = 0
        let files = try FileManager.default.subpathsOfDirectory(atPath: Self.sources)
        for file in files.sorted() where file.hasSuffix(".swift") && !file.hasPrefix("ApiEmulator/") {
            let text = try String(contentsOfFile: Self.sources + file, encoding: .utf8)
            for match in text.matches(of: /hint(?:: | = )"((?:[^"\\]|\\.)+)"([\s\S]?[\s\S]?)/) {
                let hint = match.1
                // A literal that ends with "hint: ", and code behind it.
                if hint.first == " " || hint.first == "," { continue }
                count += 1
                #expect(hint.first?.isUppercase == true || "`\\".contains(hint.first ?? "."), "\(file): \(hint)")
                // What is put together of several literals ends elsewhere.
                let isPart = match.2.hasPrefix(" +") || match.2.hasPrefix("\n") || hint.contains("separator:")
                if !isPart { #expect(".?".contains(hint.last ?? " ") || hint.contains(": "), "\(file): \(hint)") }
            }
        }
        #expect(count > 60, "the scan sees the hints")
    }

    /// All that the manual says, and what it says of itself.
    @Test func theManualIsWrittenInSentences() {
        let manual = AllModules.manual
        var summaries = manual.modules.map { ($0.name, $0.summary) }
        summaries += (manual.globals + manual.modules.flatMap(\.values)).map { ($0.name, $0.summary) }
        for type in manual.types { summaries += type.fields.map { ("\(type.name).\($0.name)", $0.summary) } }
        for signature in AllModules.signatures {
            summaries.append((signature.name, signature.summary))
            summaries += signature.parameters.map { ("\(signature.name) \($0.name)", $0.summary) }
            if !signature.result.summary.isEmpty { summaries.append((signature.name, signature.result.summary)) }
        }
        for (name, text) in summaries {
            #expect(text.hasSuffix(".") || text.hasSuffix("…"), "\(name): \(text)")
            let first = text.first
            #expect(first?.isLowercase != true || text.contains(" ") && name.contains("."), "\(name): \(text)")
            for word in Self.forbidden { #expect(!text.lowercased().contains(word), "\(name): \(text)") }
        }
        for topic in manual.topics {
            for word in Self.forbidden {
                #expect(!topic.text.lowercased().contains(word), "help \(topic.name): \(word)")
            }
        }
    }

    /// Each function called with nothing, and with what cannot be right: the message names the function and the place.
    @Test func badArgumentsAreExplained() async throws {
        let scratch = ScratchFolder()
        let names = AllModules.signatures.map(\.name).filter { !$0.contains(":") }
        let code = """
            local texts = {}
            for name in ("\(names.joined(separator: " "))"):gmatch("%S+") do
              local module, short = name:match("(.*)%.(.*)")
              for _, value in ipairs({ true, 5, "x", { x = 1 } }) do
                local ok, problem = pcall(_G[module][short], value, value, value, value, value)
                if not ok then texts[#texts + 1] = name .. "\\n" .. tostring(problem) end
              end
            end
            return texts
            """
        let texts = try await LuaThread.run { () -> [String] in
            let state = try ScriptModulesInterpreter.make(in: scratch)
            let values = try state.scheduler.run(code.utf8, name: "=test", arguments: [])
            return try [String](lua: values.first ?? .nil)
        }
        #expect(texts.count > names.count)
        for text in texts {
            for word in Self.forbidden { #expect(!text.lowercased().contains(word), "\(text)") }
            #expect(!text.contains("127.0.0.1") && !text.contains("localhost"), "\(text)")
        }
    }

    /// Every function that gives a table gives a record that is declared, so that help and checks know its fields.
    @Test func noFunctionGivesAnUndeclaredRecord() {
        let declared = Set(AllModules.manual.types.map(\.name)).union(AllModules.manual.modules.map(\.name))
        for signature in AllModules.signatures {
            for type in [signature.result.type] + signature.result.more.map(\.type) {
                let element = type.replacing("fun(): ", with: "").replacing("[]", with: "").replacing("?", with: "")
                guard element.contains("."), !element.contains("<"), !element.contains("|") else { continue }
                #expect(declared.contains(element), "\(signature.name): \(type)")
            }
        }
        #expect(declared.isSuperset(of: ["bulk.Report", "bulk.Status", "bulk.Failure", "links.Problem"]))
    }
}
