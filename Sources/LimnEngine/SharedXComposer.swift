import Foundation
import LimnVisionModels
import Synchronization

/// One InternLM-XComposer for all that want it: who writes and who looks share its memory.
public final class SharedXComposer: Sendable {
    private let location: URL
    private let threads: Int?
    private let loaded = Mutex<XComposerChat?>(nil)

    /// The model of a file or folder; nothing is loaded yet.
    ///
    /// - Parameter threads: How many threads work; all processors if `nil`.
    public init(_ location: URL, threads: Int? = nil) {
        self.location = location
        self.threads = threads
    }

    /// The model, loaded when it is first asked for.
    ///
    /// - Throws: What `XComposerChat` throws.
    public func chat() throws -> XComposerChat {
        try loaded.withLock { known in
            if let known { return known }
            let made = try XComposerChat(location, threads: threads)
            known = made
            return made
        }
    }
}
