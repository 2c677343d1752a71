import Foundation
import LimnDigests
import LimnTestSupport
import Synchronization
import Testing

@testable import LimnModelFiles

/// Pulling from a server that answers as the Hugging Face hub does.
@Suite struct HubDownloadTests {
    private static let commit = String(repeating: "c", count: 40)
    private static let weights = Data(
        (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) })
    private static let files: [String: Data] = [
        "config.json": Data("{\"model_type\": \"smolvlm\"}".utf8),
        "model.safetensors": weights, "pytorch_model.bin": Data("older".utf8),
        "onnx/model.onnx": Data("other".utf8),
    ]

    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "limn-hub-\(UUID().uuidString)")

    private func store() throws -> ModelStore {
        try ModelStore(catalog: .embedded(), folder: folder)
    }

    private static func gitBlob(_ data: Data) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        try data.write(to: file)
        return try ContentDigest.gitBlob(of: file)
    }

    private static func listing(_ names: [String: Data] = files) throws -> Data {
        let siblings: [[String: Any]] = try names.map { name, data in
            var entry: [String: Any] = ["rfilename": name, "size": data.count]
            if name.hasSuffix(".json") {
                entry["blobId"] = try gitBlob(data)
            } else {
                entry["lfs"] = ["sha256": ContentDigest.sha256(data), "size": data.count]
            }
            return entry
        }
        return try JSONSerialization.data(withJSONObject: [
            "sha": commit, "siblings": siblings, "cardData": ["license": "apache-2.0"],
        ])
    }

    /// The hub as it is on a good day; `large` answers for what lies elsewhere.
    private static func hub(
        large: @escaping @Sendable (LoopbackHub.Request, Int) -> LoopbackHub.Answer = {
            request, _ in .file(weights, request)
        }
    ) throws -> LoopbackHub {
        let listing = try listing()
        let elsewhere = Box()
        let hub = try LoopbackHub { request, before in
            if request.path.hasPrefix("/api/models/o/n/revision/main") {
                return LoopbackHub.Answer(200, listing)
            }
            if request.path.hasPrefix("/blobs/") { return large(request, before) }
            let prefix = "/o/n/resolve/\(commit)/"
            let name = String(request.path.dropFirst(prefix.count))
            guard request.path.hasPrefix(prefix), let data = files[name] else {
                return LoopbackHub.Answer(404)
            }
            guard !name.hasSuffix(".json") else { return LoopbackHub.Answer(200, data) }
            return LoopbackHub.Answer(
                302,
                headers: [
                    "Location": "\(elsewhere.text)/blobs/\(name)?signature=1",
                    "X-Linked-ETag": "\"\(ContentDigest.sha256(data))\"",
                ])
        }
        elsewhere.text = hub.elsewhere
        return hub
    }

    private final class Box: Sendable {
        private let value = Mutex("")
        var text: String {
            get { value.withLock { $0 } }
            set { value.withLock { $0 = newValue } }
        }
    }

    private func download(
        _ hub: LoopbackHub, token: String? = nil, connections: Int = 3, attempts: Int = 4
    ) throws -> HubDownload {
        var settings = HubDownload.Settings()
        settings.connections = connections
        settings.leastBytesOfRange = 10_000
        settings.attempts = attempts
        settings.pause = 0.001
        var environment = ["HF_ENDPOINT": hub.address]
        environment["HF_TOKEN"] = token
        return try HubDownload(store: try store(), environment: environment, settings: settings)
    }

    private var reference: HubReference {
        get throws { try #require(try HubReference("hf:o/n")) }
    }

    private func content(_ name: String) throws -> Data {
        try Data(contentsOf: folder.appending(path: "hf/o/n/\(name)"))
    }

    @Test("What a model needs is fetched in ranges, checked, and not fetched again")
    func pulls() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let hub = try Self.hub()
        var last: [String: UInt64] = [:]
        let pulled = try await download(hub, token: "secret").pull(reference) { progress in
            if case .fetching = progress.phase {
                #expect(
                    progress.done >= last[progress.file] ?? 0 && progress.done <= progress.total)
                last[progress.file] = progress.done
            }
        }
        #expect(pulled.fetched == 2 && pulled.location.path.hasSuffix("hf/o/n"))
        #expect(try content("model.safetensors") == Self.weights)
        #expect(try content("config.json") == Self.files["config.json"])
        let names = try FileManager.default.contentsOfDirectory(atPath: pulled.location.path)
        #expect(names.sorted() == [".limn-hub.json", "config.json", "model.safetensors"])
        let starts = hub.requests.filter { $0.path.hasPrefix("/blobs/") }.compactMap(\.start)
        #expect(starts.sorted() == [0, 100_000, 200_000])
        // The token is the hub's; the host of the large files has its own signature.
        for request in hub.requests {
            let isElsewhere = request.path.hasPrefix("/blobs/")
            #expect((request.headers["authorization"] == nil) == isElsewhere)
        }
        #expect(HubModel.noted(in: pulled.location)?.licence == "apache-2.0")
        let before = hub.requests.count
        #expect(try await download(hub).pull(reference).fetched == 0)
        #expect(hub.requests.count == before + 1)
    }

    @Test("A file that was named comes alone")
    func oneFile() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let hub = try Self.hub()
        let one = try #require(try HubReference("hf:o/n/pytorch_model.bin"))
        // The server gives other bytes than the listing says.
        await #expect(throws: ModelStoreError.self) { try await download(hub).pull(one) }
        let other = try #require(try HubReference("hf:o/n/config.json"))
        let pulled = try await download(hub).pull(other)
        #expect(pulled.location.lastPathComponent == "config.json" && pulled.fetched == 1)
    }

    @Test("Connections that drop are taken up where they were")
    func drops() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let hub = try Self.hub { request, before in
            .file(Self.weights, request, most: before < 7 ? 20_000 : nil)
        }
        _ = try await download(hub).pull(reference)
        #expect(try content("model.safetensors") == Self.weights)
        let starts = hub.requests.filter { $0.path.hasPrefix("/blobs/") }.compactMap(\.start)
        #expect(starts.count == 10 && Set(starts).count == 10, "\(starts)")
    }

    @Test("A pull that gave up goes on where it stopped, and servers that are down are waited for")
    func resumes() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let isDown = Mutex(true)
        let hub = try Self.hub { request, before in
            isDown.withLock { $0 }
                ? (before == 0
                    ? .file(Self.weights, request, most: 70_000) : LoopbackHub.Answer(503))
                : .file(Self.weights, request)
        }
        let error = await #expect(throws: ModelStoreError.self) {
            try await download(hub, connections: 1).pull(reference)
        }
        #expect(error?.reason == .fetchFailed)
        isDown.withLock { $0 = false }
        let before = hub.requests.count
        _ = try await download(hub, connections: 1).pull(reference)
        #expect(try content("model.safetensors") == Self.weights)
        let starts = hub.requests[before...].filter { $0.path.hasPrefix("/blobs/") }
            .compactMap(\.start)
        #expect(starts == [70_000])
        let names = try FileManager.default.contentsOfDirectory(
            atPath: folder.appending(path: "hf/o/n").path)
        #expect(!names.contains { $0.contains(".part") })
    }

    @Test("A server that knows no ranges sends the whole")
    func withoutRanges() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let hub = try Self.hub { _, before in
            LoopbackHub.Answer(200, Self.weights, most: before == 3 ? 1_000 : nil)
        }
        _ = try await download(hub).pull(reference)
        #expect(try content("model.safetensors") == Self.weights)
    }

    @Test("A file with another hash than announced is refused, kept aside and fetched anew")
    func wrongHash() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let isWrong = Mutex(true)
        let hub = try Self.hub { request, _ in
            var data = Self.weights
            if isWrong.withLock({ $0 }) { data[150_000] ^= 1 }
            return .file(data, request)
        }
        let error = await #expect(throws: ModelStoreError.self) {
            try await download(hub).pull(reference)
        }
        #expect(error?.reason == .wrongHash)
        let place = folder.appending(path: "hf/o/n/model.safetensors").path
        #expect(FileManager.default.fileExists(atPath: place + ".rejected"))
        #expect(!FileManager.default.fileExists(atPath: place))
        isWrong.withLock { $0 = false }
        _ = try await download(hub).pull(reference)
        #expect(try content("model.safetensors") == Self.weights)
        // What was changed on disk afterwards is noticed too.
        var changed = Self.weights
        changed[5] ^= 1
        try changed.write(to: URL(filePath: place))
        #expect(try await download(hub).pull(reference).fetched == 1)
        #expect(try content("model.safetensors") == Self.weights)
    }

    @Test("What the hub refuses is said with what to do")
    func refused() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let listing = try Self.listing(["a.Q4.gguf": Data("a".utf8), "b.Q8.gguf": Data("b".utf8)])
        let none = try Self.listing(["../evil.gguf": Data("a".utf8), "x/model.gguf": Data()])
        let cases: [(LoopbackHub.Answer, ModelStoreError.Reason, String)] = [
            (LoopbackHub.Answer(401), .fetchFailed, "HF_TOKEN"),
            (LoopbackHub.Answer(404), .unknownModel, "revision"),
            (LoopbackHub.Answer(200, Data("[]".utf8)), .fetchFailed, "HF_ENDPOINT"),
            (
                LoopbackHub.Answer(302, headers: ["Location": "file:///etc/passwd"]), .fetchFailed,
                "redirected"
            ),
            (
                LoopbackHub.Answer(302, headers: ["Location": "/again"]), .fetchFailed,
                "again and again"
            ),
            (LoopbackHub.Answer(200, listing), .unknownModel, "hf:o/n/b.Q8.gguf"),
            (LoopbackHub.Answer(200, none), .unknownModel, "no weights"),
        ]
        for (answer, reason, words) in cases {
            let hub = try LoopbackHub { _, _ in answer }
            let error = await #expect(throws: ModelStoreError.self, "\(words)") {
                try await download(hub).pull(reference)
            }
            #expect(error?.reason == reason, "\(words)")
            #expect(error.map { "\($0)".contains(words) } == true, "\(error.map { "\($0)" } ?? "")")
        }
        #expect(throws: ModelStoreError.self) {
            try HubDownload(store: try store(), environment: ["HF_ENDPOINT": "no address"])
        }
    }

    @Test("References are read, and what leads out of a folder is none")
    func references() throws {
        let whole = try #require(try HubReference("hf:HuggingFaceTB/SmolVLM-256M-Instruct"))
        #expect(whole.file == nil && whole.revision == "main")
        #expect(whole.folder == "hf/HuggingFaceTB/SmolVLM-256M-Instruct")
        let file = try #require(try HubReference("hf:o/n/sub/a.gguf@refs/pr/1"))
        #expect(file.file == "sub/a.gguf" && file.revision == "refs/pr/1")
        #expect(file.folder == "hf/o/n@refs_pr_1" && "\(file)" == "hf:o/n/sub/a.gguf@refs/pr/1")
        #expect(try HubReference("qwen") == nil)
        for text in [
            "hf:", "hf:o", "hf:../n", "hf:o/..", "hf:o/n/../x", "hf:o/n/", "hf:o/n@", "hf:o/n@../x",
            "hf:o/n/a\\b",
        ] {
            #expect(throws: ModelStoreError.self, "\(text)") { try HubReference(text) }
        }
    }

    @Test("Git's hashes are those of git")
    func gitHashes() throws {
        #expect(
            try Self.gitBlob(Data("hello\n".utf8)) == "ce013625030ba8dba906f756967f9e9ca394464a")
    }
}
