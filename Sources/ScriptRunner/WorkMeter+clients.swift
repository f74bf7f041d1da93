import ApiClients
import StartRecords

extension ClientEnvironment {
    /// The same environment, with what is waited for and what becomes of lost answers counted.
    func measured(by meter: WorkMeter?) -> ClientEnvironment {
        guard let meter else { return self }
        var measured = self
        measured.waitObserver = { [waitObserver] wait in
            let ended = waitObserver?(wait)
            let activity = Activity(wait)
            meter.begin(activity)
            return {
                meter.end(activity)
                ended?()
            }
        }
        measured.lostAnswerObserver = { meter.settled(LostAnswerOutcome($0)) }
        return measured
    }
}

extension Activity {
    fileprivate init(_ wait: RequestWait) {
        self =
            switch wait {
            case .slot: .limit
            case .answer: .request
            case .pause: .retry
            }
    }
}

extension SentRequest {
    init(_ attempt: Attempt) {
        self.init(
            service: attempt.service, title: ServiceTitle.of(attempt.service), outcome: Outcome(attempt.response),
            took: attempt.duration)
    }
}

extension SentRequest.Outcome {
    fileprivate init(_ response: HTTPResponse?) {
        guard let response else {
            self = .failed
            return
        }
        self =
            switch response.status {
            case 429: .refused
            case 408, 425, 500...: .failed
            default: response.completeness == .complete ? .answered : .failed
            }
    }
}

extension LostAnswerOutcome {
    fileprivate init(_ answer: LostAnswer) {
        self =
            switch answer {
            case .done: .done
            case .sentAgain: .sentAgain
            case .unknown: .unknown
            }
    }
}
