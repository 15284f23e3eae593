#include "agent/metrics/exposition/gzip.hpp"

#include <zlib.h>

#include <array>
#include <cstddef>
#include <limits>
#include <new>

#include "common/text.hpp"

namespace ballast::agent::metrics {
namespace {

constexpr int kLevel = 1;  // text of this kind: nearly as small as at 6, at a third of the time
constexpr int kWindowBits = 15 + 16;  // 16: gzip's head and tail (zlib's manual, deflateInit2)

}  // namespace

struct Gzip::Stream {
    z_stream z{};

    Stream() {
        if (deflateInit2(&z, kLevel, Z_DEFLATED, kWindowBits, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
            throw std::bad_alloc();  // the only failure that these arguments leave
        }
    }
    ~Stream() { deflateEnd(&z); }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    void run(std::string& out, int flush) {
        std::array<unsigned char, std::size_t{16} * 1024> buffer;
        do {
            z.next_out = buffer.data();
            z.avail_out = static_cast<uInt>(buffer.size());
            deflate(&z, flush);
            out.append(reinterpret_cast<const char*>(buffer.data()), buffer.size() - z.avail_out);
        } while (z.avail_out == 0);
    }
};

Gzip::Gzip() : stream_(std::make_unique<Stream>()) {}
Gzip::~Gzip() = default;
Gzip::Gzip(Gzip&&) noexcept = default;
Gzip& Gzip::operator=(Gzip&&) noexcept = default;

void Gzip::append(std::string_view in, std::string& out) {
    while (!in.empty()) {
        const auto piece = in.substr(0, std::numeric_limits<uInt>::max());
        // zlib 1.2 declares its input as mutable and leaves it alone.
        stream_->z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
        stream_->z.avail_in = static_cast<uInt>(piece.size());
        stream_->run(out, Z_NO_FLUSH);
        in.remove_prefix(piece.size());
    }
}

void Gzip::finish(std::string& out) {
    stream_->run(out, Z_FINISH);
}

bool accepts_gzip(std::string_view accept_encoding) {
    bool by_star = false;
    for (const auto choice : split(accept_encoding, ',')) {
        const auto parts = split(choice, ';');
        const auto name = to_lower(trim(parts.front()));
        bool wanted = true;
        for (const auto part : parts) {
            const auto parameter = to_lower(trim(part));
            if (parameter.starts_with("q=")) {
                wanted = parameter.find_first_of("123456789") != std::string::npos;
            }
        }
        if (name == "gzip" || name == "x-gzip") {
            return wanted;
        }
        by_star = by_star || (name == "*" && wanted);
    }
    return by_star;
}

}  // namespace ballast::agent::metrics
