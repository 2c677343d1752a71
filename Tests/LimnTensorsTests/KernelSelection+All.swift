@testable import LimnTensors

extension KernelSelection {
    /// Makes one after the other of the bodies run, the fastest last.
    static var all: [() -> Void] {
        [{ forcePortable(true) }, { forceAVX2(true) }, { forceAVX2(false) }]
    }
}
