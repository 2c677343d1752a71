#include "CExiv2.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <mutex>
#include <string>

// Exiv2 0.27 still hands out std::auto_ptr.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#include <exiv2/exiv2.hpp>

namespace {

// The XMP toolkit inside Exiv2 keeps global state.
std::mutex lock;

constexpr std::size_t most_bytes = 16 << 10;

std::string all(const Exiv2::Value &value)
{
    if (const auto *alternatives = dynamic_cast<const Exiv2::LangAltValue *>(&value)) {
        auto found = alternatives->value_.find("x-default");
        if (found == alternatives->value_.end())
            found = alternatives->value_.begin();
        return found == alternatives->value_.end() ? std::string() : found->second;
    }
    if (value.typeId() == Exiv2::xmpBag || value.typeId() == Exiv2::xmpSeq
        || value.typeId() == Exiv2::xmpAlt) {
        std::string joined;
        for (long i = 0; i < value.count() && joined.size() < most_bytes; i++) {
            if (i > 0)
                joined += '\n';
            joined += value.toString(i);
        }
        return joined;
    }
    return value.toString();
}

std::string xmp(const Exiv2::XmpData &data, const char *key)
{
    auto found = data.findKey(Exiv2::XmpKey(key));
    return found == data.end() ? std::string() : all(found->value());
}

std::string iptc(const Exiv2::IptcData &data, const char *key)
{
    std::string joined;
    const std::string wanted(key);
    for (const auto &item : data) {
        if (item.key() != wanted || joined.size() >= most_bytes)
            continue;
        if (!joined.empty())
            joined += '\n';
        joined += item.toString();
    }
    return joined;
}

std::string exif(const Exiv2::ExifData &data, const char *key)
{
    auto found = data.findKey(Exiv2::ExifKey(key));
    return found == data.end() ? std::string() : found->toString();
}

char *copy(const std::string &text)
{
    const std::size_t size = std::min(text.size(), most_bytes);
    if (size == 0)
        return nullptr;
    char *bytes = static_cast<char *>(std::malloc(size + 1));
    if (bytes == nullptr)
        return nullptr;
    std::memcpy(bytes, text.data(), size);
    bytes[size] = 0;
    return bytes;
}

std::string first(std::initializer_list<std::string> candidates)
{
    for (const auto &text : candidates)
        if (!text.empty())
            return text;
    return std::string();
}

std::string lines(std::initializer_list<std::string> parts)
{
    std::string joined;
    for (const auto &part : parts) {
        if (part.empty())
            continue;
        if (!joined.empty())
            joined += '\n';
        joined += part;
    }
    return joined;
}

// Degrees, minutes and seconds as three fractions, and a letter that tells the half of the globe.
bool degrees(const Exiv2::ExifData &data, const char *key, const char *half, char negative, double *result)
{
    auto found = data.findKey(Exiv2::ExifKey(key));
    if (found == data.end() || found->typeId() != Exiv2::unsignedRational || found->count() < 1)
        return false;
    double sum = 0, unit = 1;
    for (long i = 0; i < 3 && i < found->count(); i++, unit /= 60) {
        const Exiv2::Rational part = found->toRational(i);
        if (part.second == 0)
            return false;
        // Both halves are unsigned in the file.
        sum += static_cast<double>(static_cast<uint32_t>(part.first)) / static_cast<uint32_t>(part.second) * unit;
    }
    const std::string letter = exif(data, half);
    if (letter.empty())
        return false;
    *result = letter[0] == negative ? -sum : sum;
    return true;
}

}  // namespace

int cexiv2_read(const char *path, cexiv2_texts *texts)
{
    std::memset(texts, 0, sizeof *texts);
    const std::lock_guard<std::mutex> guard(lock);
    try {
        Exiv2::LogMsg::setLevel(Exiv2::LogMsg::mute);
        Exiv2::XmpParser::initialize();
        auto image = Exiv2::ImageFactory::open(std::string(path));
        image->readMetadata();
        const auto &x = image->xmpData();
        const auto &i = image->iptcData();
        const auto &e = image->exifData();
        texts->headline = copy(first(
            {xmp(x, "Xmp.photoshop.Headline"), xmp(x, "Xmp.dc.title"),
             iptc(i, "Iptc.Application2.Headline"), iptc(i, "Iptc.Application2.ObjectName")}));
        texts->caption = copy(first(
            {xmp(x, "Xmp.dc.description"), iptc(i, "Iptc.Application2.Caption"),
             exif(e, "Exif.Image.ImageDescription")}));
        texts->keywords = copy(
            first({xmp(x, "Xmp.dc.subject"), iptc(i, "Iptc.Application2.Keywords")}));
        texts->creator = copy(first(
            {xmp(x, "Xmp.dc.creator"), iptc(i, "Iptc.Application2.Byline"),
             exif(e, "Exif.Image.Artist")}));
        texts->copyright = copy(first(
            {xmp(x, "Xmp.dc.rights"), iptc(i, "Iptc.Application2.Copyright"),
             exif(e, "Exif.Image.Copyright")}));
        texts->licence = copy(
            first({xmp(x, "Xmp.xmpRights.UsageTerms"), xmp(x, "Xmp.xmpRights.WebStatement")}));
        texts->taken = copy(first(
            {exif(e, "Exif.Photo.DateTimeOriginal"), xmp(x, "Xmp.exif.DateTimeOriginal"),
             xmp(x, "Xmp.photoshop.DateCreated"), iptc(i, "Iptc.Application2.DateCreated"),
             exif(e, "Exif.Photo.DateTimeDigitized")}));
        texts->place = copy(first(
            {lines({xmp(x, "Xmp.iptc.Location"), xmp(x, "Xmp.photoshop.City"), xmp(x, "Xmp.photoshop.State"),
                    xmp(x, "Xmp.photoshop.Country")}),
             lines({iptc(i, "Iptc.Application2.SubLocation"), iptc(i, "Iptc.Application2.City"),
                    iptc(i, "Iptc.Application2.ProvinceState"), iptc(i, "Iptc.Application2.CountryName")})}));
        texts->has_position =
            degrees(e, "Exif.GPSInfo.GPSLatitude", "Exif.GPSInfo.GPSLatitudeRef", 'S', &texts->latitude)
            && degrees(e, "Exif.GPSInfo.GPSLongitude", "Exif.GPSInfo.GPSLongitudeRef", 'W', &texts->longitude);
        return 0;
    } catch (const std::exception &error) {
        cexiv2_release(texts);
        std::snprintf(texts->message, sizeof texts->message, "%s", error.what());
    } catch (...) {
        cexiv2_release(texts);
        std::snprintf(texts->message, sizeof texts->message, "unknown failure");
    }
    return 1;
}

void cexiv2_release(cexiv2_texts *texts)
{
    std::free(texts->headline);
    std::free(texts->caption);
    std::free(texts->keywords);
    std::free(texts->creator);
    std::free(texts->copyright);
    std::free(texts->licence);
    std::free(texts->taken);
    std::free(texts->place);
    std::memset(texts, 0, sizeof *texts);
}
