import Catalogue
import FoundationEssentials

/// A folder of somebody's scripts, with what an editor and luacheck want to know about the host's modules.
struct ScriptProject {
    /// What became of a file.
    struct Change: CustomStringConvertible {
        enum Kind: String {
            case created, kept, updated
        }

        var kind: Kind
        var file: String
        var remark = ""

        var description: String {
            let word = kind.rawValue + String(repeating: " ", count: 9 - kind.rawValue.count)
            return word + file + (remark.isEmpty ? "" : " (\(remark))")
        }
    }

    private static let meta = ".govscript/meta"

    private let folder: OutputFolder
    private let manual: Manual

    init(_ folder: String, manual: Manual) {
        self.folder = OutputFolder(folder)
        self.manual = manual
    }

    /// Makes what is missing; what is there stays as it is.
    func make() throws -> [Change] {
        var changes: [Change] = []
        for (name, text) in ProjectTemplate.files(globals) {
            let isThere = try folder.text(of: name) != nil
            if !isThere { try folder.write(text, to: name) }
            changes.append(Change(kind: isThere ? .kept : .created, file: name))
        }
        let annotations = LuaCATS(manual).files
        let missing = try annotations.filter { try folder.text(of: Self.meta + "/" + $0.key) == nil }
        for (name, text) in missing { try folder.write(text, to: Self.meta + "/" + name) }
        let number = "\(missing.count) file\(missing.count == 1 ? "" : "s")"
        changes.append(
            missing.isEmpty
                ? Change(kind: .kept, file: Self.meta, remark: "--update renews it")
                : Change(kind: .created, file: Self.meta, remark: number))
        return changes
    }

    /// Renews what is generated, and nothing else.
    func update() throws -> [Change] {
        var isNew = false
        for (name, text) in LuaCATS(manual).files where try folder.text(of: Self.meta + "/" + name) != text {
            try folder.write(text, to: Self.meta + "/" + name)
            isNew = true
        }
        return [
            Change(kind: isNew ? .updated : .kept, file: Self.meta, remark: isNew ? "" : "up to date"),
            try updateGlobals(),
        ]
    }

    private func updateGlobals() throws -> Change {
        let name = ".luacheckrc"
        guard let text = try folder.text(of: name) else {
            try folder.write(ProjectTemplate.luacheck(globals), to: name)
            return Change(kind: .created, file: name)
        }
        switch globals.renew(text) {
        case .upToDate: return Change(kind: .kept, file: name, remark: "up to date")
        case .unmarked:
            return Change(kind: .kept, file: name, remark: "it has no line that says: \(globals.mark)")
        case .changed(let text):
            try folder.write(text, to: name)
            return Change(kind: .updated, file: name)
        }
    }

    private var globals: LuacheckGlobals { LuacheckGlobals(manual, mark: ProjectTemplate.globalsMark) }
}
