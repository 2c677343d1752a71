import Foundation
import LimnImages

extension ImageLibrary {
    /// What became of describing pictures.
    public struct DescribeReport: Sendable {
        /// Pictures that got captions.
        public internal(set) var described = 0
        /// Captions written.
        public internal(set) var captions = 0
        /// Pictures that had all captions already.
        public internal(set) var complete = 0
        /// What kept pictures from being described.
        public internal(set) var problems: [LibraryProblem] = []
    }

    /// The side at which pictures are shown to describers; they look at less.
    private static let leastWidth = 1_024

    /// Lets a model describe the pictures that lack captions, in files beside them; bring the index up to
    /// date before and after.
    ///
    /// A caption that a person gave is never replaced. Each picture's file is written when the picture is
    /// done, so that an interrupted run goes on where it stopped.
    ///
    /// - Parameters:
    ///   - describer: who looks at the pictures
    ///   - languages: the languages of the captions, the best first
    ///   - again: whether captions that a model wrote before are written anew
    ///   - most: how many pictures are described at most
    ///   - progress: told how many of the pictures are done, and how many there are to do
    /// - Throws: `LibraryError` if the index cannot be read, what the describer throws, except
    ///   `ImageError`; `CancellationError`
    public func describe(
        with describer: any PictureDescriber, in languages: [String], again: Bool = false,
        most: Int = .max, progress: (Int, Int) -> Void = { _, _ in }
    ) throws -> DescribeReport {
        var report = DescribeReport()
        var jobs: [(record: ImageRecord, seen: SeenText, languages: [String])] = []
        for record in try records() {
            let seen: SeenText
            do {
                seen = try self.seen(record, by: describer.identity)
            } catch let problem as LibraryProblem {
                report.problems.append(problem)
                continue
            }
            let wanted = languages.filter { language in
                guard let caption = record.caption(in: language) else { return true }
                return again && caption == seen.captions[language] && !seen.isEdited(language)
            }
            if wanted.isEmpty {
                report.complete += 1
            } else {
                jobs.append((record, seen, wanted))
            }
        }
        jobs = Array(jobs.prefix(max(0, most)))
        for (index, job) in jobs.enumerated() {
            progress(index, jobs.count)
            try Task.checkCancellation()
            do {
                let count = try describe(job.record, job.seen, with: describer, in: job.languages)
                report.described += 1
                report.captions += count
            } catch let problem as LibraryProblem {
                report.problems.append(problem)
            } catch let error as ImageError {
                report.problems.append(
                    LibraryProblem(
                        file: job.record.path, line: nil, message: "\(error); not described"))
            }
        }
        progress(jobs.count, jobs.count)
        return report
    }

    private func seen(_ record: ImageRecord, by model: String) throws -> SeenText {
        let known = try SeenText(of: URL(fileURLWithPath: record.path))
        guard var seen = known else {
            return SeenText(picture: record.contentHash, model: model)
        }
        if seen.picture != record.contentHash { seen.keepOnlyEdited() }
        seen.picture = record.contentHash
        return seen
    }

    private func describe(
        _ record: ImageRecord, _ seen: SeenText, with describer: any PictureDescriber,
        in languages: [String]
    ) throws -> Int {
        let file = URL(fileURLWithPath: record.path)
        let bitmap = try ImageDecoder().decode(file, leastWidth: Self.leastWidth).bitmap
        let said = try describer.describe(bitmap, in: languages)
        var seen = seen
        seen.model = describer.identity
        var count = 0
        for language in languages {
            guard let text = said[language],
                let caption = DescriptionText.caption(of: text, in: language)
            else { continue }
            seen.set(caption, in: language)
            count += 1
        }
        guard count > 0 else {
            throw LibraryProblem(
                file: record.path, line: nil,
                message: "the model found no words in \(languages.joined(separator: ", ")) for it")
        }
        try seen.write(of: file)
        return count
    }
}
