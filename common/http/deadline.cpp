#include "common/http/deadline.hpp"

namespace ballast::http {

template boost::asio::awaitable<Result<void>> with_deadline(boost::asio::awaitable<Result<void>>,
                                                            std::chrono::milliseconds);
template boost::asio::awaitable<Result<std::size_t>> with_deadline(
    boost::asio::awaitable<Result<std::size_t>>, std::chrono::milliseconds);

}  // namespace ballast::http
