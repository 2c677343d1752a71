import Foundation

/// What `hf:OWNER/NAME[/FILE][@REVISION]` names: a model of the Hugging Face hub, or a file of one.
public struct HubReference: Sendable, Hashable, CustomStringConvertible {
    /// Who published it.
    public let owner: String
    /// The model.
    public let name: String
    /// The file, which may lie in folders; all that a model needs if `nil`.
    public let file: String?
    /// The branch, tag or commit.
    public let revision: String

    /// What references begin with.
    public static let scheme = "hf:"
    private static let usualRevision = "main"

    /// Reads a reference; `nil` if the text does not begin with ``scheme``.
    ///
    /// - Throws: `ModelStoreError` with `unknownModel` if the rest is none.
    public init?(_ text: String) throws {
        guard text.hasPrefix(Self.scheme) else { return nil }
        var path = text.dropFirst(Self.scheme.count)
        var revision = Self.usualRevision
        if let at = path.lastIndex(of: "@") {
            revision = String(path[path.index(after: at)...])
            path = path[..<at]
        }
        let parts = path.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
            .map(String.init)
        let file = parts.count > 2 ? parts[2] : nil
        guard parts.count >= 2, parts[0...1].allSatisfy(Self.isName), Self.isRevision(revision),
            file.map(Self.isPath) ?? true
        else {
            throw ModelStoreError(
                reason: .unknownModel, message: "\(text.prefix(200)) names no model of the hub",
                remedy: "Write hf:OWNER/NAME, hf:OWNER/NAME/FILE or hf:OWNER/NAME@REVISION.")
        }
        owner = parts[0]
        name = parts[1]
        self.file = file
        self.revision = revision
    }

    /// The model's place in a store, relative to its folder.
    public var folder: String {
        let place = "hf/\(owner)/\(name)"
        return revision == Self.usualRevision
            ? place : place + "@" + revision.replacing("/", with: "_")
    }

    /// As it is written.
    public var description: String {
        let place = Self.scheme + "\(owner)/\(name)" + (file.map { "/" + $0 } ?? "")
        return revision == Self.usualRevision ? place : place + "@" + revision
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.count <= 96 && !text.hasPrefix(".")
            && text.utf8.allSatisfy { $0.isAlphanumeric || "-_.".utf8.contains($0) }
    }

    private static func isRevision(_ text: String) -> Bool {
        isPath(text) && text.utf8.allSatisfy { $0.isAlphanumeric || "-_./".utf8.contains($0) }
    }

    /// Whether a path stays in the folder that it begins in; names come from strangers.
    static func isPath(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 1_024
            && text.utf8.allSatisfy { $0 >= 32 && $0 != 127 && $0 != UInt8(ascii: "\\") }
            && text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
                !$0.isEmpty && !$0.hasPrefix(".")
            }
    }
}

extension UInt8 {
    fileprivate var isAlphanumeric: Bool {
        (48...57).contains(self) || (65...90).contains(self) || (97...122).contains(self)
    }
}
