#pragma once
#include <boost/asio/awaitable.hpp>
#include "agent/recovery/start_facts.hpp"
#include "common/zookeeper/four_letter_word.hpp"
namespace ballast::agent {
inline boost::asio::awaitable<EnsembleFacts> gather_ensemble(NodeIdentity identity, std::chrono::milliseconds limit) {
  EnsembleFacts f;
  for (const auto& p : identity.zookeepers) { if (p.id == identity.id) continue;
    auto s = co_await zookeeper::srvr(p.address, 2181, limit);
    f.others.push_back({p.id, p.address, s && s->serving, s && s->mode == zookeeper::Mode::leader, s ? "" : s.error().message}); }
  co_return f;
}
}
