#include "common/http/kept_client.hpp"

#include <algorithm>
#include <utility>

#include "common/deadline.hpp"
#include "common/http/client_stream.hpp"
#include "common/text.hpp"

namespace ballast::http {

namespace net = boost::asio;
using std::chrono::milliseconds;

namespace {

bool stays_open(const Response& response) {
    return std::ranges::none_of(response.headers, [](const auto& header) {
        return to_lower(header.first) == "connection" && to_lower(header.second) == "close";
    });
}

}  // namespace

KeptClient::KeptClient(Endpoint endpoint, tls::Context context, std::size_t body_limit)
    : endpoint_(std::move(endpoint)), context_(std::move(context)), body_limit_(body_limit) {}

KeptClient::~KeptClient() = default;

net::awaitable<Result<Response>> KeptClient::exchange(const ClientRequest& request,
                                                      milliseconds limit) {
    const AskOptions options{
        .keep_alive = true, .body_limit = body_limit_, .on_chunk = {}, .limit = limit};
    // It comes back only after a whole answer, however this ends.
    auto stream = std::exchange(kept_, nullptr);
    Result<Response> answer;
    if (stream) {
        answer = co_await ask(*stream, endpoint_, request, options);
    }
    const bool repeats = request.method == "GET" || request.only_reads;
    if (!stream || (!answer && repeats && answer.error().kind == ErrorKind::unreachable)) {
        CO_TRY(stream, co_await open_stream(endpoint_, context_, limit));
        answer = co_await ask(*stream, endpoint_, request, options);
    }
    if (answer && stays_open(*answer)) {
        kept_ = std::move(stream);
    }
    co_return answer;
}

net::awaitable<Result<Response>> KeptClient::request(ClientRequest request, milliseconds deadline) {
    auto result = co_await with_deadline(exchange(request, deadline), deadline);
    co_return named(std::move(result), endpoint_, deadline);
}

}  // namespace ballast::http
