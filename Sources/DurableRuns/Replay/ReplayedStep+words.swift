import RunJournal

extension ReplayedStep {
    /// What a resumed run does about it.
    package var outcome: String {
        switch standing {
        case .matches: matching
        case .new: isWrite ? "it is sent" : "its function is called"
        case .gone: "\(past), and \(isAbsent ? "its item is not in the input" : "the script does not ask for it")"
        case .differs: differing
        }
    }

    /// The whole of it in one line.
    package var text: String {
        let item = row ?? "item \"\(key)\""
        var text = "\(item): \(recorded ?? asked ?? call)"
        if let difference { text += ": \(difference)" }
        if let location { text += " (\(location))" }
        return "\(text); \(outcome)"
    }

    private var matching: String {
        switch state {
        case .done: isWrite ? "it is done and not sent again" : "it is done, and its function is not called again"
        case .refused: "it was refused: it is sent again"
        case nil: "it is sent"
        default: isWrite ? "it may have been sent: it is looked up first" : "its function is called again"
        }
    }

    private var past: String {
        switch state {
        case .done: isWrite ? "it was sent" : "it is done"
        case .refused, nil: "it was not sent"
        default: isWrite ? "it may have been sent" : "it was begun"
        }
    }

    private var differing: String {
        let old = state == .done ? "the recorded one was sent" : "the recorded one may have been sent"
        if isMoved { return "\(old), and it is sent again" }
        if !isRefused { return "it is sent in place of the recorded one" }
        return state == .done
            ? "\(old), so a resumed run refuses the other" : "\(old); if it was, a resumed run refuses the other"
    }
}
