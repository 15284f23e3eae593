// Where a stub's object is: what a registry's answer, newClient() and a service URL hold. Pure.
// Source: java.rmi.server.RemoteObject (serialized form); sun.rmi.transport.{LiveRef,
// tcp.TCPEndpoint}.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "agent/jmx/java_graph.hpp"
#include "agent/jmx/requests.hpp"
#include "common/result.hpp"

namespace ballast::agent::jmx {

// The host that a stub names is left out on purpose: only loopback is ever dialled.
struct RemoteReference {
    std::uint16_t port = 0;
    ObjectId object{};
    std::string socket_factory;  // the class that makes the client's sockets; empty: plain TCP

    bool wants_tls() const;
};

// Errors: invalid (no stub, or one of an unknown form).
Result<RemoteReference> remote_reference(const JavaGraph& graph, Ref stub);

// Of "service:jmx:rmi://HOST/stub/BASE64". Errors: invalid.
Result<RemoteReference> parse_stub_url(std::string_view url);

}  // namespace ballast::agent::jmx
