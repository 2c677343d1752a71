/// A model or data set of the catalog: what it is, and the files that it consists of.
public struct CatalogEntry: Equatable, Sendable {
    /// The name that commands and configuration use, such as `multilingual-e5-small`.
    public let name: String
    /// What it is for, in words.
    public let role: String
    /// The licence of the weights or data.
    public let licence: String
    /// The architecture, for models.
    public let architecture: String?
    /// The tensor types, for models.
    public let quantization: String?
    /// Language tags, or `many`.
    public let languages: [String]
    /// The files; the first one is what the name stands for.
    public let files: [CatalogFile]

    /// The length of all files together, in bytes.
    public var bytes: UInt64 { files.reduce(0) { $0 + $1.bytes } }

    /// The packages that carry the files, each once, in order of first use.
    public var packages: [CatalogPackage] { files.flatMap(\.parts).packages }
}

/// One file of a catalog entry: what it must be, and the pieces it is joined from.
public struct CatalogFile: Equatable, Sendable {
    /// Where it is kept, relative to the model folder.
    public let path: String
    /// Length in bytes.
    public let bytes: UInt64
    /// SHA-256 in lower-case hexadecimal; the authority on whether a file is the right one.
    public let sha256: String
    /// The pieces in order.
    public let parts: [CatalogPart]

    /// The packages that carry the parts, each once, in order of first use.
    public var packages: [CatalogPackage] { parts.packages }
}

/// A piece of a catalog file: one member of one package.
public struct CatalogPart: Equatable, Sendable {
    /// The package that carries it.
    public let package: CatalogPackage
    /// The path inside the package.
    public let member: String
}

/// A Python package at a pinned version, used only as a container of files.
public struct CatalogPackage: Equatable, Hashable, Sendable {
    /// The name on the package index.
    public let name: String
    /// The exact version.
    public let version: String
    /// SHA-256 of the wheel for x86-64 Linux. Other platforms may get another wheel with the same
    /// members, so this names a damaged download but decides nothing.
    public let wheelSHA256: String?

    /// The requirement as the package tool reads it, `NAME==VERSION`.
    public var requirement: String { "\(name)==\(version)" }
}

extension [CatalogPart] {
    fileprivate var packages: [CatalogPackage] {
        var packages: [CatalogPackage] = []
        for part in self where !packages.contains(part.package) {
            packages.append(part.package)
        }
        return packages
    }
}
