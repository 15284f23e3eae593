#include "common/http/client.hpp"

#include <utility>

#include "common/deadline.hpp"
#include "common/http/client_stream.hpp"

namespace ballast::http {

namespace net = boost::asio;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t kBodyLimit = std::size_t{16} << 20U;
constexpr milliseconds kGoodbye{100};

net::awaitable<Result<Response>> exchange(const Endpoint& endpoint, const tls::Context& context,
                                          const ClientRequest& request, const AskOptions& options) {
    CO_TRY(auto stream, co_await open_stream(endpoint, context, options.limit));
    auto response = co_await ask(*stream, endpoint, request, options);
    if (response) {
        co_await stream->shutdown(kGoodbye);
    }
    co_return response;
}

}  // namespace

net::awaitable<Result<Response>> request(Endpoint endpoint, tls::Context context,
                                         ClientRequest request, milliseconds deadline) {
    const AskOptions options{.body_limit = kBodyLimit, .on_chunk = {}, .limit = deadline};
    auto result = co_await with_deadline(exchange(endpoint, context, request, options), deadline);
    co_return named(std::move(result), endpoint, deadline);
}

net::awaitable<Result<Response>> stream(Endpoint endpoint, tls::Context context,
                                        ClientRequest request,
                                        std::function<void(std::string_view)> on_chunk,
                                        milliseconds idle_limit) {
    const AskOptions options{
        .body_limit = kBodyLimit, .on_chunk = std::move(on_chunk), .limit = idle_limit};
    auto result = co_await exchange(endpoint, context, request, options);
    co_return named(std::move(result), endpoint, idle_limit);
}

}  // namespace ballast::http
