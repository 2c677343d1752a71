import Foundation
import LimnEngine
import LimnImageLibrary
import LimnImages
import LimnTestSupport
import LimnVisionModels
import Testing

/// The adapter between the library and the tiny models of Tests/Fixtures/vision.
@Suite struct LibraryTowersTests {
    private func towers() throws -> LibraryTowers {
        let folder = GoldenFile.fixtures.appending(path: "vision/siglip")
        return LibraryTowers(try TwoTowerModel(folder: folder, threads: 1), modelHash: "tiny")
    }

    private func bitmap(_ width: Int, _ height: Int, alpha: Bool) throws -> Bitmap {
        let pixel: [UInt8] = alpha ? [200, 30, 90, 0] : [200, 30, 90]
        var bytes = (0..<width * height).flatMap { _ in pixel }
        // Something to be seen, in the middle.
        for row in height / 3..<height / 2 {
            for column in width / 3..<width / 2 {
                let start = (row * width + column) * pixel.count
                for channel in 0..<3 { bytes[start + channel] = UInt8(40 * channel) }
                if alpha { bytes[start + 3] = 255 }
            }
        }
        return try #require(
            Bitmap(width: width, height: height, layout: alpha ? .rgba : .rgb, bytes: bytes))
    }

    @Test("A cut-out is seen on a white square, whatever its transparent pixels are")
    func cutouts() throws {
        let towers = try towers()
        let cutout = try bitmap(40, 24, alpha: true)
        let white = cutout.flattened().paddedToSquare()
        #expect(
            white.width == 40 && white.height == 40 && white.bytes.prefix(3) == [255, 255, 255])
        #expect(try towers.look(at: cutout) == towers.look(at: white))
        let photograph = try bitmap(40, 24, alpha: false)
        #expect(try towers.look(at: photograph) != towers.look(at: photograph.paddedToSquare()))
    }

    @Test("Pictures are decoded large enough for the shorter side")
    func widths() throws {
        let towers = try towers()
        #expect(towers.leastWidth(ofPicture: 4_000, 1_000) == 96)
        #expect(towers.leastWidth(ofPicture: 1_001, 1_000) == 25)
        #expect(towers.leastWidth(ofPicture: 1_000, 4_000) == 24)
    }

    @Test("The search's scores are the products of the model's vectors of pictures and text")
    func scores() throws {
        let root = FileManager.default.temporaryDirectory
            .appending(path: "limn-towers-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        let pictures = root.appending(path: "pictures")
        try FileManager.default.createDirectory(at: pictures, withIntermediateDirectories: true)
        for name in ["towers-wide.png", "towers-tall.png"] {
            try FileManager.default.copyItem(
                at: GoldenFile.fixtures.appending(path: "vision/\(name)"),
                to: pictures.appending(path: name))
        }
        let library = try ImageLibrary(
            database: root.appending(path: "library.sqlite"), folders: [pictures])
        _ = try library.scan()
        let towers = try towers()
        let helpers = ImageSearch.Helpers(looker: towers)
        #expect(try ImageSearch.prepare(library, helpers: helpers).looked == 2)
        let search = try ImageSearch(library: library, helpers: helpers, knowledge: .pixels)
        let text = try towers.vector(of: "a zebra in the grass")
        let products = try search.pictureIDs.map { id in
            let record = try #require(try library.record(id: id))
            let bitmap = try ImageDecoder().decode(URL(filePath: record.path)).bitmap
            guard case .vector(let vector) = try towers.look(at: bitmap) else { return Float.nan }
            return zip(vector, text).reduce(0) { $0 + $1.0 * $1.1 }
        }
        #expect(abs(products[0] - products[1]) > 0.01)
        let found = try search.candidates(
            for: ImageQuery(text: "a zebra in the grass", language: "en"), limit: 2)
        for (id, product) in zip(search.pictureIDs, products) {
            let candidate = try #require(found.first { $0.record.id == id })
            #expect(abs(Float(candidate.closeness ?? .nan) - product) < 0.005)
        }
    }
}
