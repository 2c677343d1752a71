import Foundation

/// A place on the globe, in degrees.
public struct GeographicPosition: Codable, Hashable, Sendable, CustomStringConvertible {
    /// From −90 in the south to 90 in the north.
    public let latitude: Double
    /// From −180 in the west to 180 in the east.
    public let longitude: Double

    /// A position; `nil` if there is no such place, or it is the place that cameras without a signal
    /// write, 0 and 0.
    public init?(latitude: Double, longitude: Double) {
        guard (-90...90).contains(latitude), (-180...180).contains(longitude),
            latitude != 0 || longitude != 0
        else { return nil }
        self.latitude = latitude
        self.longitude = longitude
    }

    /// `48.85837 N, 2.29448 E`: five places are a metre.
    public var description: String {
        String(
            format: "%.5f %@, %.5f %@", abs(latitude), latitude < 0 ? "S" : "N", abs(longitude),
            longitude < 0 ? "W" : "E")
    }
}
