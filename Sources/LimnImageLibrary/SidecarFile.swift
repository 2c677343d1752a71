import Foundation
import Yams

/// Small text files that lie beside pictures.
enum SidecarFile {
    static let limit = 512 * 1024

    /// The content of a sidecar.
    /// - Throws: `LibraryProblem` if it cannot be read or is too large to be one.
    static func read(_ url: URL) throws -> Data {
        do {
            let handle = try FileHandle(forReadingFrom: url)
            defer { try? handle.close() }
            let data = try handle.read(upToCount: limit + 1) ?? Data()
            guard data.count <= limit else {
                throw LibraryProblem(
                    file: url.path, line: nil,
                    message: "longer than \(limit) bytes, which no sidecar is; ignored")
            }
            return data
        } catch let problem as LibraryProblem {
            throw problem
        } catch {
            throw LibraryProblem(
                file: url.path, line: nil, message: "cannot be read; ignored")
        }
    }

    /// A YAML sidecar whose top is a mapping.
    static func readMapping(_ url: URL) throws -> [(key: String, value: Node, line: Int)] {
        let text = String(decoding: try read(url), as: UTF8.self)
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw problem(error, in: url)
        }
        guard let node else { return [] }
        return try entries(of: node, in: url)
    }

    /// The keys of a mapping with their values.
    static func entries(
        of node: Node, in url: URL
    ) throws -> [(key: String, value: Node, line: Int)] {
        guard let mapping = node.mapping else {
            throw LibraryProblem(
                file: url.path, line: node.mark?.line, message: "expected KEY: VALUE lines here")
        }
        return mapping.map { key, value in
            (key.string ?? "", value, key.mark?.line ?? 1)
        }
    }

    private static func problem(_ error: YamlError, in url: URL) -> LibraryProblem {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            LibraryProblem(
                file: url.path, line: mark.line, message: "not YAML (\(problem)); ignored")
        default:
            LibraryProblem(file: url.path, line: nil, message: "not YAML; ignored")
        }
    }
}
