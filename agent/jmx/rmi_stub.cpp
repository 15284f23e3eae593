#include "agent/jmx/rmi_stub.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <span>
#include <utility>

#include "agent/jmx/java_reader.hpp"

namespace ballast::agent::jmx {
namespace {

constexpr std::string_view kRemoteObject = "java.rmi.server.RemoteObject";
constexpr std::string_view kTlsFactory = "javax.rmi.ssl.SslRMIClientSocketFactory";

// Takes numbers and texts from the front of a block; once it is too short, all are empty.
class BlockReader {
  public:
    explicit BlockReader(std::string_view bytes) : bytes_(bytes) {}

    std::string_view take(std::size_t size) {
        if (bytes_.size() < size) {
            whole_ = false;
            bytes_ = {};
            return {};
        }
        const auto taken = bytes_.substr(0, size);
        bytes_.remove_prefix(size);
        return taken;
    }
    std::uint64_t number(std::size_t width) {
        std::uint64_t value = 0;
        for (const char byte : take(width)) {
            value = value << 8U | static_cast<unsigned char>(byte);
        }
        return value;
    }
    std::string_view utf() { return take(number(2)); }
    bool whole() const { return whole_; }

  private:
    std::string_view bytes_;
    bool whole_ = true;
};

std::unexpected<Error> no_stub(std::string_view why) {
    return fail(ErrorKind::invalid, fmt::format("not a stub of a remote object: {}", why));
}

// What RemoteObject wrote: its block data joined, as if no socket factory stood between.
struct External {
    std::string bytes;
    std::string socket_factory;
};

External external_form(const JavaGraph& graph, std::span<const Slot> written) {
    External out;
    for (const auto& slot : written) {
        if (slot.type == Slot::kBlock) {
            out.bytes += graph.view(slot.block());
        } else if (slot.reference() != kNullRef && out.socket_factory.empty()) {
            out.socket_factory = graph.class_name(slot.reference());
        }
    }
    return out;
}

Result<std::string> decode_base64(std::string_view text) {
    constexpr std::size_t kLongest = std::size_t{64} << 10U;
    const auto padding = static_cast<std::size_t>(text.ends_with("==")  ? 2
                                                  : text.ends_with('=') ? 1
                                                                        : 0);
    std::string bytes(text.size() / 4 * 3, '\0');
    if (text.empty() || text.size() % 4 != 0 || text.size() > kLongest ||
        // OpenSSL skips white space.
        std::ranges::any_of(text, [](char c) { return c <= ' '; }) ||
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                        reinterpret_cast<const unsigned char*>(text.data()),
                        static_cast<int>(text.size())) != static_cast<int>(bytes.size())) {
        return no_stub("the end of the URL is no base64");
    }
    bytes.resize(bytes.size() - padding);
    return bytes;
}

}  // namespace

bool RemoteReference::wants_tls() const {
    return socket_factory == kTlsFactory;
}

Result<RemoteReference> remote_reference(const JavaGraph& graph, Ref stub) {
    if (!graph.is_a(stub, kRemoteObject)) {
        const auto name = graph.class_name(stub);
        return no_stub(name.empty() ? "no object" : name);
    }
    auto [bytes, socket_factory] = external_form(graph, graph.annotation(stub, kRemoteObject));
    BlockReader block(bytes);
    const auto kind = block.utf();
    if (kind == "UnicastRef2") {
        constexpr std::uint64_t kWithFactory = 1;
        if (block.number(1) != kWithFactory) {
            socket_factory.clear();
        }
    } else if (kind != "UnicastRef") {
        return no_stub(fmt::format("a reference of the unknown kind '{}'", kind));
    }
    block.utf();  // the host, which is not used
    const auto port = block.number(4);
    const auto object = block.take(ObjectId().size());
    if (!block.whole() || port == 0 || port > 65'535) {
        return no_stub(block.whole() ? fmt::format("port {}", port) : "it ends too soon");
    }
    RemoteReference out{.port = static_cast<std::uint16_t>(port),
                        .socket_factory = std::move(socket_factory)};
    std::ranges::copy(object, out.object.begin());
    return out;
}

Result<RemoteReference> parse_stub_url(std::string_view url) {
    constexpr std::string_view kScheme = "service:jmx:rmi://";
    constexpr std::string_view kStub = "/stub/";
    const auto path = url.starts_with(kScheme) ? url.find(kStub, kScheme.size()) : url.npos;
    if (path == url.npos) {
        return no_stub("the URL should be service:jmx:rmi://HOST/stub/BASE64");
    }
    TRY(const auto bytes, decode_base64(url.substr(path + kStub.size())));
    JavaGraph graph;
    TRY(const Ref stub, read_object(bytes, ReadLimits{}, graph));
    return remote_reference(graph, stub);
}

}  // namespace ballast::agent::jmx
