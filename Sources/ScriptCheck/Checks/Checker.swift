import Catalogue

/// Walks through a program once and collects what there is to say.
final class Checker {
    let chunk: Chunk
    /// The text of the program.
    let source: [UInt8]
    /// What to write for habits of other languages.
    let advice: ErrorAdvice?
    let names: KnownNames
    let values: Values
    let extensions: Extensions
    var loops: WriteLoops
    var files: FileUses
    var globalReads: [(name: String, offset: Int)] = []
    /// Whether the call that is looked at is made by `pcall`, and may be meant to fail.
    var isCaught = false
    private(set) var remarks: [Remark] = []
    /// Columns that a file does not have; of a file that the script makes itself they say nothing.
    var columnRemarks: [(file: String, remark: Remark)] = []
    private var flagged: Set<String> = []

    /// What can be said of a constant that a call gets, in the words of the call itself.
    let rules: ScriptCheck.Rules
    /// Whether the script gives tables metatables, by which they may be called.
    let usesMetatables: Bool

    init(
        _ chunk: Chunk, of source: [UInt8], advice: ErrorAdvice?, names: KnownNames, rules: @escaping ScriptCheck.Rules,
        paths: ScriptCheck.Paths?,
        columns: ScriptCheck.Columns?
    ) {
        self.chunk = chunk
        self.source = source
        self.advice = advice
        self.names = names
        self.rules = rules
        files = FileUses(paths)
        usesMetatables = chunk.usesMetatables
        values = Values(chunk, names: names, columns: columns)
        extensions = Extensions(chunk, values)
        loops = WriteLoops(main: chunk.main)
    }

    func check() -> [Remark] {
        walk(chunk.main.block, Surroundings(owner: chunk.main))
        remarks += loops.remarks
        remarks += globalRemarks
        remarks += files.remarks
        remarks += columnRemarks.filter { !files.mayMake($0.file) }.map(\.remark)
        return remarks
    }

    func remark(
        _ severity: Finding.Severity, _ code: String, at offset: Int, _ message: String, hint: String? = nil
    ) {
        remarks.append(Remark(offset: offset, severity: severity, code: code, message: message, hint: hint))
    }

    /// A function of which it is not known who calls it.
    private func walk(_ body: FunctionBody, _ surroundings: Surroundings) {
        loops.note(body)
        walk(body.block, Surroundings(owner: body, isDurable: surroundings.isDurable))
    }

    func walk(_ block: Block, _ outer: Surroundings) {
        let surroundings = outer.inside(block)
        for statement in block { walk(statement, surroundings) }
    }

    private func walk(_ statement: Statement, _ surroundings: Surroundings) {
        switch statement {
        case .local(_, let values), .return(let values):
            walk(values, surroundings)
        case .localFunction(_, let body):
            walk(body, surroundings)
        case .function(let target, let body):
            walk(target: target, surroundings)
            walk(body, surroundings)
        case .assignment(let targets, let values):
            for target in targets { walk(target: target, surroundings) }
            walk(values, surroundings)
        case .call(let call):
            walk(call, surroundings)
        case .block(let block):
            walk(block, surroundings)
        case .while(let condition, let block):
            walk(condition, surroundings.looping)
            walk(block, surroundings.looping)
        case .repeat(let block, let condition):
            walk(block, surroundings.looping)
            walk(condition, surroundings.looping)
        case .if(let branches, let otherwise):
            for branch in branches {
                walk(branch.condition, surroundings)
                walk(branch.block, surroundings)
            }
            walk(otherwise, surroundings)
        case .genericFor(let variables, let header, let block):
            checkLoop(over: header, variables)
            walk(header, surroundings)
            walk(block, surroundings.looping)
        case .numericFor(_, let header, let block):
            walk(header, surroundings)
            walk(block, surroundings.looping)
        case .break, .goto, .label:
            break
        }
    }

    func walk(_ expressions: [Expression], _ surroundings: Surroundings) {
        for expression in expressions { walk(expression, surroundings) }
    }

    func walk(_ expression: Expression, _ surroundings: Surroundings) {
        switch expression.kind {
        case .nil, .vararg, .boolean, .number, .string:
            break
        case .function(let body):
            walk(body, surroundings)
        case .local, .global:
            read(expression)
            if case .scriptFunction(let body) = values.value(of: expression) { loops.escape(body) }
        case .table(let items):
            for item in items {
                switch item {
                case .positional(let value), .named(_, _, let value): walk(value, surroundings)
                case .keyed(let key, let value): walk([key, value], surroundings)
                }
            }
        case .parenthesised(let inner), .unary(_, let inner):
            walk(inner, surroundings)
        case .operation(let first, let rest):
            if rest.count == 1 { checkComparison(first, rest[0].symbol, rest[0].operand) }
            walk(first, surroundings)
            walk(rest.map(\.operand), surroundings)
        case .suffixed(let base, let suffixes):
            walk(base, suffixes, surroundings)
        }
    }

    private func walk(target: Expression, _ surroundings: Surroundings) {
        guard case .suffixed(let base, let suffixes) = target.kind else { return }
        walk(base, suffixes, surroundings, isTarget: true)
    }

    /// A name that is read, and may stand for nothing.
    func read(_ expression: Expression) {
        guard case .global(let name) = expression.kind else { return }
        globalReads.append((name, expression.offset))
        if !values.isAssigned(name) { noteFlag(name, at: expression.offset) }
    }

    private func walk(
        _ base: Expression, _ suffixes: [Suffix], _ surroundings: Surroundings, isTarget: Bool = false
    ) {
        switch base.kind {
        case .local, .global: read(base)
        // Called where it stands.
        case .parenthesised(let inner) where suffixes.first?.arguments != nil:
            run(inner, .once, surroundings)
        default: walk(base, surroundings)
        }
        var value = values.value(of: base)
        for (index, suffix) in suffixes.enumerated() {
            if case .index(let key) = suffix.kind { walk(key, surroundings) }
            let next = values.value(of: suffix, after: value)
            if !isTarget || index < suffixes.count - 1 {
                checkListHabit(suffix, of: value, after: base, suffixes[..<index])
            }
            if suffix.arguments != nil {
                let name = if case .local(let variable) = base.kind { variable.name } else { base.globalName }
                check(suffix, of: value, called: name, at: base.offset, surroundings)
            } else if let field = suffix.field, !(isTarget && index == suffixes.count - 1) {
                let isCalled = index + 1 < suffixes.count && suffixes[index + 1].isPlainCall
                checkField(field, of: value, at: suffix.offset, isCalled: isCalled)
                if case .named(let name) = next { noteFlag(name, at: index == 0 ? base.offset : suffix.offset) }
            }
            value = next
        }
    }

    /// Told once for each name: one flag opens all of its uses.
    func noteFlag(_ name: String, at offset: Int) {
        guard let flag = StandardLibrary.flag(for: name), flagged.insert(name).inserted else { return }
        remark(.note, "needs-flag", at: offset, "\(name) needs \(flag)")
    }
}

extension Expression {
    fileprivate var globalName: String? { if case .global(let name) = kind { name } else { nil } }
}
