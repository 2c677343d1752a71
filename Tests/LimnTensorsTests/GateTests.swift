import CLimnKernels
import Foundation
import Testing

@testable import LimnTensors

/// What gated products do to the gate, read back from activations that are kept as floats.
struct GateTests {
    private func gated(_ function: Activations.Gate, _ gate: [Float], _ up: [Float]) throws
        -> [Float]
    {
        let inputs = Activations(.float)
        try inputs.resize(length: gate.count, count: 1)
        var scratch = [Float](repeating: 0, count: gate.count)
        inputs.storeGated(
            function, gate: gate, up: up, scratch: &scratch, range: 0..<gate.count, column: 0)
        let values = UnsafeRawPointer(inputs.raw.values).assumingMemoryBound(to: Float.self)
        return Array(UnsafeBufferPointer(start: values, count: gate.count))
    }

    @Test(arguments: [Activations.Gate.silu, .gelu])
    func gatesFollowTheirFormulas(_ function: Activations.Gate) throws {
        let gate = (-60...60).map { Float($0) / 5 } + [100, -100, 1e6, -1e6]
        let up = gate.indices.map { Float($0 % 7) - 3 }
        let found = try gated(function, gate, up)
        for index in gate.indices {
            let x = Double(gate[index])
            let value: Double =
                switch function {
                case .silu: x / (1 + exp(-x))
                case .gelu:
                    x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x))) / 2
                }
            let expected = value * Double(up[index])
            #expect(abs(Double(found[index]) - expected) <= 1e-5 + 1e-6 * abs(expected))
        }
        guard KernelSelection.hasAVX2 else { return }
        KernelSelection.forcePortable(true)
        defer { KernelSelection.forcePortable(false) }
        #expect(try gated(function, gate, up) == found)
    }
}
