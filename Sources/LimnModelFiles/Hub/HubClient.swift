import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Talks with the Hugging Face hub, or a server that answers as it does.
final class HubClient: Sendable {
    /// A body that did not come as a range where one was asked for.
    struct RangeIgnored: Error {}

    private let base: URL
    private let token: String?
    private let client = HTTPClient()

    private static let mostRedirections = 10
    private static let longestListing = 64 << 20

    /// - Parameters:
    ///   - base: The hub's address.
    ///   - token: What names the person who asks; sent to the hub alone.
    init(base: URL, token: String?) {
        self.base = base
        self.token = token
    }

    deinit { client.close() }

    /// The model that a reference names.
    ///
    /// - Throws: `ModelStoreError` that says what the hub answered.
    func model(_ reference: HubReference) async throws -> HubModel {
        let revision = Self.escaped(reference.revision.replacing("/", with: "%2F"))
        let path = "api/models/\(reference.owner)/\(reference.name)/revision/\(revision)"
        let body = Collected(most: Self.longestListing)
        _ = try await get(url(path + "?blobs=true"), for: "\(reference)", range: nil) { _ in
        } receive: {
            try body.append($0)
        }
        do {
            return try JSONDecoder().decode(HubListing.self, from: body.data).model()
        } catch is DecodingError {
            throw Self.failure(
                "\(base.absoluteString) does not answer as the hub does about \(reference)",
                "Correct HF_ENDPOINT, or try again later.")
        }
    }

    /// A file's bytes, or a range of them, as they arrive.
    ///
    /// - Parameters:
    ///   - range: Which bytes; all if `nil`.
    ///   - receive: Told each piece.
    /// - Throws: `ModelStoreError` if the hub refuses, or announces another file than its listing;
    ///   ``RangeIgnored``; whatever interrupted the transfer.
    func bytes(
        of file: HubFile, _ reference: HubReference, commit: String, range: Range<UInt64>?,
        receive: @escaping @Sendable (Data) throws -> Void
    ) async throws {
        let path =
            "\(reference.owner)/\(reference.name)/resolve/\(commit)/\(Self.escaped(file.path))"
        try await get(url(path), for: file.path, range: range) { response in
            if let announced = response.value(forHTTPHeaderField: "X-Linked-ETag"),
                let expected = file.sha256,
                announced.trimmingCharacters(in: CharacterSet(charactersIn: "W/\"")) != expected
            {
                throw ModelStoreError(
                    reason: .wrongHash,
                    message:
                        "the hub announces another hash for \(file.path) than its listing does",
                    remedy: "Try again later; the model may just be changing.")
            }
        } receive: {
            try receive($0)
        }
    }

    /// Sends a request and follows where it leads.
    ///
    /// - Parameter inspect: Told each answer of the hub, redirections too.
    private func get(
        _ start: URL, for what: String, range: Range<UInt64>?,
        inspect: @Sendable (HTTPURLResponse) throws -> Void,
        receive: @escaping @Sendable (Data) throws -> Void
    ) async throws {
        var place = start
        for _ in 0...Self.mostRedirections {
            var request = URLRequest(url: place)
            request.setValue("limn", forHTTPHeaderField: "User-Agent")
            // Ranges of a body that was compressed on the way would be of no use.
            request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
            if let token, isHub(place) {
                request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
            }
            if let range {
                request.setValue(
                    "bytes=\(range.lowerBound)-\(range.upperBound - 1)",
                    forHTTPHeaderField: "Range")
            }
            let response = try await client.send(request) { response in
                try Self.check(response, for: what, range: range)
            } receive: { data in
                try receive(data)
            }
            if isHub(place) { try inspect(response) }
            guard (300..<400).contains(response.statusCode) else { return }
            place = try next(response, from: place, for: what)
        }
        throw Self.failure("\(what) is redirected again and again", "Try again later.")
    }

    private func next(_ response: HTTPURLResponse, from place: URL, for what: String) throws -> URL
    {
        guard let location = response.value(forHTTPHeaderField: "Location"),
            let next = URL(string: location, relativeTo: place)?.absoluteURL,
            let scheme = next.scheme?.lowercased(), next.host != nil,
            scheme == "https" || scheme == place.scheme?.lowercased()
        else {
            throw Self.failure(
                "\(what) is redirected to where Limn does not go", "Try again later.")
        }
        return next
    }

    private func isHub(_ place: URL) -> Bool {
        place.host == base.host && place.port == base.port && place.scheme == base.scheme
    }

    /// Refuses bodies that are not what was asked for; those of redirections are dropped.
    private static func check(
        _ response: HTTPURLResponse, for what: String, range: Range<UInt64>?
    ) throws {
        switch response.statusCode {
        case 300..<400: return
        case 200 where range == nil: return
        case 200: throw RangeIgnored()
        case 206:
            let begins = response.value(forHTTPHeaderField: "Content-Range")?
                .hasPrefix("bytes \(range?.lowerBound ?? 0)-")
            guard range != nil, begins == true else { throw RangeIgnored() }
        case 401, 403:
            throw failure(
                "the hub does not give \(what) to everybody (status \(response.statusCode))",
                "Accept the model's conditions on its page, and set HF_TOKEN to a token of your own."
            )
        case 404:
            throw ModelStoreError(
                reason: .unknownModel, message: "the hub has no \(what)",
                remedy: "Check the owner, the name, the file and the revision.")
        default:
            // Others pass: too many requests, a server that is down.
            throw URLError(.badServerResponse)
        }
    }

    private func url(_ path: String) throws -> URL {
        let text = base.absoluteString
        guard let url = URL(string: (text.hasSuffix("/") ? text : text + "/") + path) else {
            throw Self.failure("\(text) is no address", "Correct HF_ENDPOINT.")
        }
        return url
    }

    private static func escaped(_ path: String) -> String {
        path.addingPercentEncoding(
            withAllowedCharacters: CharacterSet(
                charactersIn:
                    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/%")) ?? path
    }

    private static func failure(_ message: String, _ remedy: String) -> ModelStoreError {
        ModelStoreError(reason: .fetchFailed, message: message, remedy: remedy)
    }

    /// A body that is kept whole.
    private final class Collected: @unchecked Sendable {
        private let lock = NSLock()
        private let most: Int
        private var bytes = Data()
        var data: Data { lock.withLock { bytes } }

        init(most: Int) { self.most = most }

        func append(_ data: Data) throws {
            try lock.withLock {
                guard bytes.count + data.count <= most else {
                    throw HubClient.failure("the hub's answer is too long", "Try again later.")
                }
                bytes += data
            }
        }
    }
}

/// What the hub answers about a model, so far as it matters.
private struct HubListing: Decodable {
    struct Sibling: Decodable {
        struct Large: Decodable {
            let sha256: String
            let size: UInt64
        }
        let rfilename: String
        let size: UInt64?
        let blobId: String?
        let lfs: Large?
    }

    struct Card: Decodable {
        let license: String?

        private enum CodingKeys: CodingKey {
            case license
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            license = try? container.decodeIfPresent(String.self, forKey: .license)
        }
    }

    let sha: String
    let siblings: [Sibling]
    let cardData: Card?

    func model() throws -> HubModel {
        func isHash(_ text: String, _ length: Int) -> Bool {
            text.utf8.count == length
                && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
        }
        let files = siblings.compactMap { sibling -> HubFile? in
            // Files with other names are not used, whatever is in them.
            guard HubReference.isPath(sibling.rfilename) else { return nil }
            return HubFile(
                path: sibling.rfilename, bytes: sibling.lfs?.size ?? sibling.size ?? 0,
                sha256: sibling.lfs.map(\.sha256).flatMap { isHash($0, 64) ? $0 : nil },
                gitBlob: sibling.lfs == nil
                    ? sibling.blobId.flatMap { isHash($0, 40) ? $0 : nil } : nil)
        }
        guard isHash(sha, 40) else {
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "no commit"))
        }
        return HubModel(commit: sha, licence: cardData?.license, files: files)
    }
}
