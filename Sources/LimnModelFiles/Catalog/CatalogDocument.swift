/// The catalog as it is written in `models.json`.
struct CatalogDocument: Decodable {
    private let models: [Model]
    private let data: [DataSet]?

    /// Models and data sets as entries of one kind.
    var entries: [CatalogEntry] {
        models.map(\.entry) + (data ?? []).map(\.entry)
    }

    private struct Model: Decodable {
        let name: String
        let role: String
        let licence: String
        let architecture: String?
        let quantization: String?
        let languages: [String]?
        let file: String
        let bytes: UInt64
        let sha256: String
        let parts: [Part]
        let extras: [Extra]?

        var entry: CatalogEntry {
            let main = CatalogFile(
                path: file, bytes: bytes, sha256: sha256,
                parts: parts.map { CatalogPart(package: $0.catalogPackage, member: $0.member) })
            let others = (extras ?? []).map { extra in
                CatalogFile(
                    path: extra.file, bytes: extra.bytes, sha256: extra.sha256,
                    parts: parts.prefix(1).map {
                        CatalogPart(package: $0.catalogPackage, member: extra.member)
                    })
            }
            return CatalogEntry(
                name: name, role: role, licence: licence, architecture: architecture,
                quantization: quantization, languages: languages ?? [], files: [main] + others)
        }
    }

    private struct Part: Decodable {
        let package: String
        let version: String
        let wheelSHA256: String?
        let member: String

        enum CodingKeys: String, CodingKey {
            case package, version, member
            case wheelSHA256 = "wheel_sha256"
        }

        var catalogPackage: CatalogPackage {
            CatalogPackage(name: package, version: version, wheelSHA256: wheelSHA256)
        }
    }

    private struct Extra: Decodable {
        let file: String
        let member: String
        let bytes: UInt64
        let sha256: String
    }

    private struct DataSet: Decodable {
        let name: String
        let role: String
        let licence: String
        let package: String
        let version: String
        let wheelSHA256: String?
        let languages: [String]?
        let members: [Member]

        enum CodingKeys: String, CodingKey {
            case name, role, licence, package, version, languages, members
            case wheelSHA256 = "wheel_sha256"
        }

        var entry: CatalogEntry {
            let package = CatalogPackage(
                name: package, version: version, wheelSHA256: wheelSHA256)
            return CatalogEntry(
                name: name, role: role, licence: licence, architecture: nil, quantization: nil,
                languages: languages ?? [],
                files: members.map { member in
                    let last = member.member.split(separator: "/").last.map(String.init) ?? ""
                    return CatalogFile(
                        path: "\(name)/\(last)", bytes: member.bytes, sha256: member.sha256,
                        parts: [CatalogPart(package: package, member: member.member)])
                })
        }
    }

    private struct Member: Decodable {
        let member: String
        let bytes: UInt64
        let sha256: String
    }
}
