import COpenBLAS
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// The one function of OpenBLAS that is used, from a library that is loaded when it first is.
///
/// Loading OpenBLAS starts its threads and looks at the processor, which takes longer than all that
/// `limn render` has to do when nothing changed, and rendering multiplies no matrices.
enum OpenBLAS {
    typealias Product =
        @convention(c) (
            CBLAS_ORDER, CBLAS_TRANSPOSE, CBLAS_TRANSPOSE, Int32, Int32, Int32, Float,
            UnsafePointer<Float>?, Int32, UnsafePointer<Float>?, Int32, Float,
            UnsafeMutablePointer<Float>?, Int32
        ) -> Void
    private typealias SetThreads = @convention(c) (Int32) -> Void

    /// `cblas_sgemm`: C = αAB + βC.
    static let sgemm: Product = {
        guard let library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL),
            let product = dlsym(library, "cblas_sgemm"),
            let setThreads = dlsym(library, "openblas_set_num_threads")
        else {
            // What the system's loader would have said at the start of the process.
            fatalError(
                "libopenblas.so.0 cannot be loaded; install it: apt-get install libopenblas0")
        }
        // Parallelism is ours: OpenBLAS would split sums differently for each number of threads.
        unsafeBitCast(setThreads, to: SetThreads.self)(1)
        return unsafeBitCast(product, to: Product.self)
    }()
}
