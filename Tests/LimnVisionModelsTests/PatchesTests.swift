import LimnTensors
import Testing

@testable import LimnVisionModels

/// Pictures cut into the squares that vision transformers take in.
@Suite struct PatchesTests {
    @Test("Squares come row by row, their values by channel; what is left over is not looked at")
    func squares() {
        // Red is 0 and on, green 100 and on, blue 200 and on.
        let pixels = (0..<3).flatMap { channel in (0..<25).map { Float(channel * 100 + $0) } }
        let patches = Patches.unfolded(pixels, side: 5, patch: 2)
        #expect(patches.rows == 4 && patches.columns == 12)
        #expect(Array(patches[1]) == [2, 3, 7, 8, 102, 103, 107, 108, 202, 203, 207, 208])
        #expect(Array(patches[2].prefix(4)) == [10, 11, 15, 16])
    }
}
