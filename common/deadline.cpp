#include "common/deadline.hpp"

namespace ballast {

template boost::asio::awaitable<Result<void>> with_deadline(boost::asio::awaitable<Result<void>>,
                                                            std::chrono::milliseconds);
template boost::asio::awaitable<Result<std::size_t>> with_deadline(
    boost::asio::awaitable<Result<std::size_t>>, std::chrono::milliseconds);

}  // namespace ballast
