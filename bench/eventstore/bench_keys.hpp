#pragma once
// A key folder for benchmarks, made anew and gone afterwards.  Thread rule: that of the ring.

#include <memory>

#include "bench/bench_folder.hpp"
#include "domain/core/ensure.hpp"
#include "eventstore/keyring.hpp"

namespace riskflow::bench {

class OpenKeys {
 public:
  OpenKeys() {
    auto opened = eventstore::Keyring::open(folder(), folder_ / "unlock");
    ensure(opened.has_value(), "the keys can be made");
    ring_ = std::move(*opened);
  }
  eventstore::Keyring& ring() const { return *ring_; }
  std::filesystem::path folder() const { return folder_ / "keys"; }

 private:
  BenchFolder folder_;
  std::unique_ptr<eventstore::Keyring> ring_;
};

}  // namespace riskflow::bench
