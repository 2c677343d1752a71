import ArgumentParser
import Foundation
import LimnArticles
import LimnSite

/// Which pages a command publishes.
struct SelectionOptions: ParsableArguments {
    @Flag(help: "Publish drafts too.")
    var drafts = false

    @Flag(help: "Publish pages whose date is still to come too.")
    var future = false

    @Option(
        help: """
            The moment for which the site is made, for example 2026-05-31T08:00:00Z. Without it: \
            SOURCE_DATE_EPOCH, or else the clock.
            """)
    var now: String?

    func selection() throws -> PageSelection {
        PageSelection(includesDrafts: drafts, includesFuture: future, now: try moment())
    }

    private func moment() throws -> Timestamp {
        if let now {
            guard let time = Timestamp(now) else {
                throw ValidationError(
                    "'\(now)' is not a moment; write for example --now 2026-05-31T08:00:00Z")
            }
            return time
        }
        return Self.epoch ?? Self.clock
    }

    /// Whether nothing but the clock says for which moment the site is made.
    var isByClock: Bool { now == nil && Self.epoch == nil }

    /// The moment by the clock.
    static var clock: Timestamp { Timestamp(seconds: Int(Date().timeIntervalSince1970)) }

    private static var epoch: Timestamp? {
        ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"].flatMap { Int($0) }.map {
            Timestamp(seconds: $0)
        }
    }
}
