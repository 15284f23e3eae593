// The only translation unit with the separately compiled part of Boost.Process v2.
// clang-format off
#include <boost/asio/detail/throw_error.hpp>
#include <boost/process/v2/src.hpp>
// clang-format on
