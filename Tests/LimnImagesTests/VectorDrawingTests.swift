import Foundation
import LimnImages
import Testing

@Suite("Drawings in SVG")
struct VectorDrawingTests {
    private func drawing(_ text: String) throws -> VectorDrawing {
        let file = FileManager.default.temporaryDirectory.appending(
            path: "limn-\(UUID().uuidString).svg")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(text.utf8).write(to: file)
        return try VectorDrawing(file)
    }

    @Test(
        "have the size that they ask for, or that of their viewBox",
        arguments: [
            (#"<svg width="40" height="30">"#, 40, 30),
            (#"<svg width='40px' height='30px'>"#, 40, 30),
            (#"<svg width="72pt" height="1in">"#, 96, 96),
            (#"<svg viewBox="0 0 64 48">"#, 64, 48), (#"<svg viewBox="-1,-1,64,48">"#, 64, 48),
            ("<svg\n width=\"100%\"\n viewBox=\"0 0 64 48\">", 64, 48),
            (#"<svg width="128" viewBox="0 0 64 48">"#, 128, 96),
            (#"<svg height="96" viewBox="0 0 64 48">"#, 128, 96),
            (#"<?xml version="1.0"?><!-- a --><svg:svg width="4" height="3">"#, 4, 3),
        ])
    func sizes(text: String, width: Int, height: Int) throws {
        let found = try drawing(text + "</svg>")
        #expect(found.width == width && found.height == height)
        #expect(String(decoding: found.data, as: UTF8.self) == text + "</svg>")
    }

    @Test(
        "are refused without a size, with scripts, or where they are none",
        arguments: [
            "<svg></svg>", #"<svg width="0" height="3"></svg>"#,
            #"<svg viewBox="0 0 1e99 1"></svg>"#, "<html></html>", "", "\u{0}",
            #"<svg width="4" height="3"><script>alert(1)</script></svg>"#,
            #"<svg width="4" height="3"><svg:SCRIPT/></svg>"#,
            #"<svg width="4" height="3" onload="alert(1)"></svg>"#,
            #"<svg width="4" height="3"><a href="javascript:alert(1)"/></svg>"#,
        ])
    func refused(text: String) {
        #expect(throws: ImageError.self) { try drawing(text) }
    }
}
