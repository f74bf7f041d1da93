import FoundationEssentials
import LuaBridge
import TestSupport
import Testing

/// `json` as scripts have it.
struct JSONModuleTests {
    @Test func emptyArraysStayArrays() async throws {
        let bench = ScriptBench()
        let text = #"{"a":[],"b":{},"c":[[],[[]]]}"#
        #expect(try await bench.text("return json.encode(json.decode('\(text)'))") == text)
        #expect(
            try await bench.text("local l = json.decode('[1,2]') l[2] = nil l[1] = nil return json.encode(l)") == "[]")
        #expect(
            try await bench.text("return json.encode({ tags = json.array({}), more = {} })")
                == #"{"more":{},"tags":[]}"#)
        #expect(try await bench.text("local t = {} return rawequal(json.array(t), t)") == "true")
    }

    @Test func errorsSayWhere() async throws {
        let bench = ScriptBench()
        let cases = [
            (
                "{ a = { 1, 2, nil, 4 } }",
                "data: value.a: there is no value at [3], but there are some behind it: put json.null there"
            ),
            ("{ a = { print } }", "data: value.a[1]: a function cannot become JSON"),
            ("{ 1, a = 2 }", "data: value: a table with both a sequence and other keys cannot become JSON"),
            ("{ a = 0/0 }", "data: value.a: -nan is not a number in JSON"),
            ("{ a = '\\xff' }", "data: value.a: the string is not UTF-8"),
        ]
        for (value, message) in cases {
            #expect(try await bench.problem("json.encode(\(value))") == message)
        }
        #expect(
            try await bench.problem("local t = {} t.t = t json.encode(t)").contains("a table contains itself"))
        #expect(
            try await bench.problem("json.decode('[1,\\n 9223372036854775808]')")
                == "data: line 2, column 20: too big integer near '9223372036854775808'")
        #expect(
            try await bench.problem("json.decode('{\"a\":1,\"a\":2}')")
                == "data: line 1, column 10: duplicate object key near '\"a\"'")
    }

    @Test func manyNamesAreComparedToo() async throws {
        let bench = ScriptBench()
        let names = (0..<100).map { "\"n\($0)\":\($0)" }
        let twice = "{" + (names + [names[50]]).joined(separator: ",") + "}"
        #expect(try await bench.problem("json.decode('\(twice)')").contains("duplicate object key"))
        let once = "{" + names.joined(separator: ",") + "}"
        #expect(try await bench.text("return json.decode('\(once)').n99") == "99")
    }

    /// What a text becomes counts before it is there, so that the limit is never passed by much.
    @Test func theMemoryLimitHolds() async throws {
        var bench = ScriptBench()
        bench.memoryLimit = 24 << 20
        let many = "'[' .. ('[],'):rep(300000) .. '1]'"
        #expect(try await bench.problem("json.decode(\(many))").contains("not enough memory"))
        let wide = "local t = {} for i = 1, 100000 do t[i] = 'a text of some length, and more' end"
        #expect(
            try await bench.problem("\(wide) local all = {} for i = 1, 20 do all[i] = t end json.encode(all)")
                .contains("not enough memory"))
        #expect(try await bench.text("return #json.encode(json.decode('[' .. ('1,'):rep(10000) .. '1]'))") == "20003")
    }

    @Test func linesAreReadOneByOne() async throws {
        let bench = ScriptBench()
        try Data("\u{FEFF}{\"a\":1}\r\n\n  \n[2]\nnull".utf8).write(to: URL(filePath: bench.scratch("x.jsonl")))
        let script = """
            local words = {}
            for value, place in json.lines("x.jsonl") do words[#words + 1] = place .. "=" .. json.encode(value) end
            return table.concat(words, " ")
            """
        #expect(try await bench.text(script) == #"x.jsonl:1={"a":1} x.jsonl:4=[2] x.jsonl:5=null"#)
    }

    @Test func aLineAtFaultIsNamed() async throws {
        let bench = ScriptBench()
        try Data("[1]\n{\"a\" 2}\n".utf8).write(to: URL(filePath: bench.scratch("x.jsonl")))
        #expect(
            try await bench.problem("for _ in json.lines('x.jsonl') do end")
                == "data: x.jsonl:2: column 6: ':' expected near '2'")
        #expect(
            try await bench.text(
                "local _, e = pcall(function() for _ in json.lines('x.jsonl') do end end) return e.file .. e.line")
                == "x.jsonl2")
        #expect(try await bench.problem("json.lines('none.jsonl')").hasPrefix("data: "))
    }

    /// The name of a file does not tell whether it is gzip; its first bytes do.
    @Test func linesOfGzipAreRead() async throws {
        let bench = ScriptBench()
        let script = """
            local rows = {}
            for n = 1, 50000 do rows[n] = { ["0"] = n } end
            csv.write("x.csv.gz", rows)
            fs.write("cut", fs.read("x.csv.gz"):sub(1, -2000))
            local sum, problem = 0, nil
            for value in json.lines("x.csv.gz") do sum = sum + value end
            _, problem = pcall(function() for _ in json.lines("cut") do end end)
            return sum .. " " .. (problem.message:gsub("%d+", "N"))
            """
        #expect(
            try await bench.text(script)
                == "1250025000 cut:N: the gzip archive ends too early: it was not written or copied to its end, from about "
                + "here on")
    }

    @Test func linesLongerThanAChunkAreWhole() async throws {
        let bench = ScriptBench()
        let script = """
            local long = ("x"):rep(200000)
            fs.write("x.jsonl", json.encode({ long }) .. "\\n" .. json.encode({ long, long }) .. "\\n[3]")
            local counts = {}
            for value in json.lines("x.jsonl") do counts[#counts + 1] = #json.encode(value) end
            return table.concat(counts, " ")
            """
        #expect(try await bench.text(script) == "200004 400007 3")
    }
}
