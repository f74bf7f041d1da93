import Timekeeping

extension StartRecord {
    /// The record as one line of JSON, UTF-8, without a line break.
    package var json: [UInt8] {
        JSONObjectWriter.object { root in
            root.add("version", Self.version)
            root.add("id", id)
            root.add("state", state)
            root.object("script") { object in
                object.add("name", script.name)
                object.add("path", script.path)
                object.add("sha256", script.digest)
            }
            root.texts("arguments", arguments)
            root.add("profile", profile)
            root.add("schedule", schedule)
            if retry > 0 { root.add("retry", retry) }
            root.add("host", host)
            root.add("machine", machine)
            root.add("user", user)
            root.add("pid", Int(pid))
            root.add("directory", directory)
            root.add("program", program)
            root.add("dry_run", isDryRun)
            root.add("started", RecordTime.text(started))
            root.add(isRunning ? "as_of" : "ended", RecordTime.text(asOf))
            root.add("seconds", took.inSeconds)
            if let ending {
                root.add("exit_code", ending.code.map(Int.init))
                root.object("ending") { object in
                    object.add("reason", ending.reason.rawValue)
                    object.add("message", ending.message)
                    object.add("hint", ending.hint)
                }
            }
            if work != Work() { work.write(to: &root) }
        }
    }
}

extension Work {
    fileprivate func write(to root: inout JSONObjectWriter) {
        root.object("runs") { object in
            runs.write(to: &object) { writer, pass in pass.write(to: &writer) }
        }
        root.object("items") { object in
            object.add("done", items.done)
            object.add("before", items.before)
            object.add("failed", items.failed)
            object.add("uncertain", items.uncertain)
        }
        root.list("writes", writes) { object, count in
            object.add("call", count.call)
            object.add("done", count.done)
            object.add("failed", count.failed)
            object.add("uncertain", count.uncertain)
        }
        root.list("services", services) { object, service in service.write(to: &object) }
        root.object("lost_answers") { object in
            object.add("total", lostAnswers.total)
            object.add("done", lostAnswers.done)
            object.add("sent_again", lostAnswers.sentAgain)
            object.add("unknown", lostAnswers.unknown)
        }
        root.object("failures") { object in
            object.counts("kinds", failures.kinds)
            failures.listed.write(to: &object) { writer, failure in failure.write(to: &writer) }
        }
        root.object("ingestions") { object in
            ingestions.write(to: &object) { writer, ingestion in
                writer.add("dataset", ingestion.dataset)
                writer.add("after", ingestion.after.inSeconds)
                writer.add("seconds", ingestion.took.inSeconds)
                writer.add("error", ingestion.error)
            }
        }
        root.object("warnings") { object in
            object.add("total", warnings.total)
            object.texts("first", warnings.first)
        }
        root.object("time") { object in
            for activity in Activity.allCases { object.add(activity.jsonName, time[activity].inSeconds) }
        }
        root.object("timeline") { object in timeline.write(to: &object) }
    }
}

extension Listed {
    fileprivate func write(
        to object: inout JSONObjectWriter, _ element: (inout JSONObjectWriter, Element) -> Void
    ) {
        object.add("total", total)
        object.list("first", first) { element(&$0, $1) }
    }
}

extension RunPass {
    fileprivate func write(to object: inout JSONObjectWriter) {
        object.add("name", name)
        object.add("done", done)
        object.add("before", before)
        object.add("failed", failed)
        object.add("uncertain", uncertain)
        object.add("changed", changed)
        object.add("untried", untried)
        object.add("items", total)
        object.add("whole", isWhole)
    }
}

extension ServiceUse {
    fileprivate func write(to object: inout JSONObjectWriter) {
        object.add("name", name)
        object.add("title", title)
        object.add("requests", requests)
        object.add("refused", refused)
        object.add("failed", failed)
        object.add("retries", retries)
        object.list("reasons", reasons) { reason, element in
            reason.add("reason", element.words)
            reason.add("count", element.count)
        }
        if slots > 0 {
            object.object("limit") { limit in
                limit.add("requests", slots)
                limit.add("seconds", window.inSeconds)
                limit.add("share", share)
            }
        }
        object.add("answering", answering.inSeconds)
        object.add("slowest", slowest.inSeconds)
    }
}

extension Failure {
    fileprivate func write(to object: inout JSONObjectWriter) {
        object.add("source", source)
        object.add("key", key)
        object.add("place", place)
        object.add("state", state)
        object.add("kind", kind)
        object.add("message", message)
        object.add("hint", hint)
    }
}

extension Timeline {
    fileprivate func write(to object: inout JSONObjectWriter) {
        object.add("step", step.inSeconds)
        object.list("services", lines) { line, element in
            line.add("name", element.service)
            line.numbers("requests", element.steps.map { Double($0.requests) })
            line.numbers("refused", element.steps.map { Double($0.refused) })
            line.numbers("failed", element.steps.map { Double($0.failed) })
            line.numbers("retries", element.steps.map { Double($0.retries) })
        }
        object.object("time") { object in
            for activity in Activity.allCases {
                object.numbers(activity.jsonName, shares.map { $0[activity].inSeconds })
            }
        }
    }
}

extension Activity {
    /// Its name in JSON.
    var jsonName: StaticString {
        switch self {
        case .limit: "limit"
        case .retry: "retry"
        case .ingestion: "ingestion"
        case .request: "requests"
        case .script: "script"
        }
    }
}
