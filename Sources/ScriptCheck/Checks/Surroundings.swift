import Catalogue

/// Where in the running of a program a piece of it stands.
struct Surroundings {
    /// The innermost function of which it is not known here who calls it.
    var owner: FunctionBody
    /// Whether what is here runs again and again.
    var isInLoop = false
    /// What is known outside of the innermost loop, where `break` continues.
    private var isAroundInLoop = false
    /// What is known of the innermost function as a whole, which `return` leaves.
    private var isCallInLoop = false
    /// Whether a killed run takes up here where it was.
    var isDurable = false

    init(owner: FunctionBody, isDurable: Bool = false) {
        self.owner = owner
        self.isDurable = isDurable
    }

    /// A loop here.
    var looping: Surroundings {
        var inner = self
        inner.isAroundInLoop = isInLoop
        inner.isInLoop = true
        return inner
    }

    /// A block here; one that ends by leaving the loop runs no more often than the loop.
    func inside(_ block: Block) -> Surroundings {
        var inner = self
        switch block.last {
        case .break: inner.isInLoop = isAroundInLoop
        case .return: inner.isInLoop = isCallInLoop
        default: break
        }
        return inner
    }

    /// A function that is run from here.
    func running(_ running: CallbackUse) -> Surroundings {
        var inner = self
        switch running {
        case .once: break
        case .repeatedly: inner.isInLoop = true
        case .durably: inner.isDurable = true
        }
        inner.isAroundInLoop = inner.isInLoop
        inner.isCallInLoop = inner.isInLoop
        return inner
    }
}
