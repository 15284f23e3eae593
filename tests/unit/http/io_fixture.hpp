// One io_context for server and client, and a certificate authority in a folder.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <string>

#include "common/files.hpp"
#include "common/http/client.hpp"
#include "common/http/server.hpp"
#include "common/tls/authority.hpp"

namespace ballast::test {

class IoFixture : public ::testing::Test {
  protected:
    static constexpr std::chrono::milliseconds kLong{20000};

    // Runs the io_context until `work` has ended.
    template <class T>
    T run(boost::asio::awaitable<T> work) {
        std::optional<T> result;
        boost::asio::co_spawn(context_, std::move(work), [&](const std::exception_ptr& e, T value) {
            EXPECT_FALSE(e);
            result.emplace(std::move(value));
        });
        run_until([&] { return result.has_value(); });
        return result.has_value() ? *std::move(result) : T{};
    }

    void run_until(const std::function<bool()>& done) {
        const auto end = std::chrono::steady_clock::now() + kLong;
        context_.restart();
        while (!done() && std::chrono::steady_clock::now() < end) {
            context_.run_one_for(std::chrono::milliseconds(100));
            context_.restart();
        }
        EXPECT_TRUE(done()) << "nothing happened for 20 s";
    }

    boost::asio::io_context context_{1};
};

// A folder with ca.crt and, by name, certificates with their keys; removed with the object.
class Pki {
  public:
    Pki() : authority_(*tls::Authority::create("demo")) {
        std::string name = ::testing::TempDir() + "ballast-http-XXXXXX";
        folder_ = ::mkdtemp(name.data());
        write("ca.crt", authority_.credentials()->certificate);
    }
    ~Pki() { std::filesystem::remove_all(folder_); }
    Pki(const Pki&) = delete;
    Pki& operator=(const Pki&) = delete;

    tls::Files issue(const tls::CertificateRequest& request) const {
        const auto made = authority_.issue(request);
        EXPECT_TRUE(made);
        write(request.name + ".crt", made->certificate);
        write(request.name + ".key", made->key);
        return {folder_ / "ca.crt", folder_ / (request.name + ".crt"),
                folder_ / (request.name + ".key")};
    }

    const std::filesystem::path& folder() const { return folder_; }

  private:
    tls::Authority authority_;
    std::filesystem::path folder_;

    void write(const std::string& name, const std::string& text) const {
        EXPECT_TRUE(write_file_durably(folder_ / name, text, 0600));
    }
};

}  // namespace ballast::test
