import CJPEG
import Foundation

/// JPEG through libjpeg.
enum JPEGCodec {
    static func decode(
        _ data: Data, file: String, most: Int, least: (width: Int, height: Int)?
    ) throws -> (Bitmap, profile: Data?) {
        var picture = cjpeg_picture()
        let status = data.withUnsafeBytes { raw in
            cjpeg_decode(
                raw.bindMemory(to: UInt8.self).baseAddress, raw.count, UInt64(most),
                UInt32(clamping: least?.width ?? 0), UInt32(clamping: least?.height ?? 0), &picture)
        }
        defer { cjpeg_release(&picture) }
        guard status == Int32(CJPEG_OK), let pixels = picture.pixels else {
            throw error(status, picture, file: file)
        }
        let width = Int(picture.width)
        let height = Int(picture.height)
        let bytes = [UInt8](UnsafeBufferPointer(start: pixels, count: width * height * 3))
        let profile = picture.profile.map { Data(bytes: $0, count: picture.profile_size) }
        return (Bitmap(trusted: bytes, width: width, height: height, layout: .rgb), profile)
    }

    static func encode(_ bitmap: Bitmap, quality: Int) throws -> Data {
        let flat = bitmap.flattened()
        var output: UnsafeMutablePointer<UInt8>?
        var size = 0
        var message = [CChar](repeating: 0, count: 256)
        let status = flat.bytes.withUnsafeBufferPointer { pixels in
            cjpeg_encode(
                pixels.baseAddress, UInt32(clamping: flat.width), UInt32(clamping: flat.height),
                Int32(clamping: min(max(quality, 1), 100)), &output, &size, &message)
        }
        defer { free(output) }
        guard status == Int32(CJPEG_OK), let output else {
            throw ImageError(.encoding, file: "JPEG", text(message))
        }
        return Data(bytes: output, count: size)
    }

    private static func error(_ status: Int32, _ picture: cjpeg_picture, file: String) -> ImageError
    {
        if status == Int32(CJPEG_TOO_LARGE) {
            return ImageError(
                .tooLarge, file: file,
                "\(picture.full_width) × \(picture.full_height) pixels are more than allowed")
        }
        let message = withUnsafeBytes(of: picture.message) { raw in
            text(Array(raw.bindMemory(to: CChar.self)))
        }
        return ImageError(.malformed, file: file, "the JPEG cannot be decoded: \(message)")
    }

    private static func text(_ message: [CChar]) -> String {
        String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
