// Answers in gzip (RFC 1952), a piece at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace ballast::agent::metrics {

class Gzip {
  public:
    Gzip();
    ~Gzip();
    Gzip(Gzip&&) noexcept;
    Gzip& operator=(Gzip&&) noexcept;

    // Compresses `in`; appends what is ready to `out`.
    void append(std::string_view in, std::string& out);
    // Appends the rest; nothing may be appended afterwards.
    void finish(std::string& out);

  private:
    struct Stream;
    std::unique_ptr<Stream> stream_;
};

// Whether an Accept-Encoding header (RFC 9110, 12.5.3) takes gzip.
bool accepts_gzip(std::string_view accept_encoding);

}  // namespace ballast::agent::metrics
