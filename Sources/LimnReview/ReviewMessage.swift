import LimnPreview

/// What open review pages hear about a job, and what its list shows.
struct ReviewMessage: PreviewMessage {
    /// How far a job has come.
    enum State: String, Encodable, Sendable {
        /// Another job is at work.
        case waiting
        case running
        /// There is something to accept or to discard.
        case proposed
        /// The files are written.
        case saved
        case failed, cancelled, discarded
    }

    /// One stretch of a manuscript before and after.
    struct Change: Encodable, Sendable, Equatable {
        let language: String
        let before: String
        let after: String
    }

    /// One of several versions to choose from.
    struct Alternative: Encodable, Sendable, Equatable {
        let changes: [Change]
    }

    let kind = "review"
    let job: String
    let name: String
    let what: ReviewJob.Work
    /// What is made anew, and where; `nil` for composing.
    let part: String?
    let place: String?
    let language: String?
    var state = State.waiting
    var stage: String?
    var done = 0
    var total = 0
    var tokens = 0
    var texts: [String] = []
    var problems: [ReviewError.Answer.Entry] = []
    var alternatives: [Alternative] = []
}
