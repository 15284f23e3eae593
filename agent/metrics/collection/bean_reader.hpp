// The beans of a JVM with those attributes that somebody wants.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/jmx/jmx_client.hpp"
#include "common/clock.hpp"

namespace ballast::agent::metrics {

// Used by one coroutine, which outlives its calls, on one strand.
class BeanReader {
  public:
    struct Wanted {
        std::function<bool(const jmx::ObjectName&)> bean;
        std::function<bool(const jmx::ObjectName&, std::string_view attribute)> attribute;
    };
    struct Reading {
        std::vector<jmx::Bean> beans;
        std::vector<std::string> problems;  // at most 20
    };

    BeanReader(boost::asio::any_io_executor executor, const Clock& clock, jmx::JmxTarget target);

    // What could be read within the limit. Errors: of JmxClient, where not even the list of beans
    // came.
    boost::asio::awaitable<Result<Reading>> read(const std::string& pattern, Wanted wanted,
                                                 std::chrono::milliseconds limit);

  private:
    const Clock& clock_;
    jmx::JmxClient client_;
    // By class where its beans all have the same, else by the bean's name. Those of beans that are
    // gone are dropped.
    std::map<std::string, jmx::BeanInfo> by_class_;
    std::map<std::string, jmx::BeanInfo> by_bean_;

    const jmx::BeanInfo* known(const jmx::BeanInstance& bean) const;
    void drop_others(const std::vector<jmx::BeanInstance>& beans);
    boost::asio::awaitable<void> learn(const std::vector<jmx::BeanInstance>& beans,
                                       SteadyTime deadline, Reading& reading);
};

}  // namespace ballast::agent::metrics
