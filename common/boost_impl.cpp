// The only translation unit with the separately compiled parts of Asio and Beast.
// clang-format off
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
// clang-format on
