#pragma once
// Damage made through RocksDB, below all checksums of its own.

#include <functional>

#include "eventstore/tables.hpp"
#include "tests/eventstore/vocabulary.hpp"

namespace riskflow::eventstore {

class DamagedLog : public LogTest {
 protected:
  DamagedLog() {
    for (std::uint64_t i = 0; i < 5; ++i)
      must_append(
          frame(request(i + 1),
                {part("a", Expected::any(), {event("t", "first payload"), event("t", "second")})}));
    // So that the leaves before are in a tile: the last ones are looked at on opening.
    must_append(frame(request(6), {part("b", Expected::any(), std::vector(250, event("t")))}));
  }

  // Opens the tables alone, lets `change` at them, and opens the log again.
  Status damage(const std::function<void(Tables&, Batch&)>& change) {
    log_.reset();
    {
      auto tables = Tables::open({folder_ / "log", 4 << 20, 4 << 20});
      if (!tables) return fail(tables.error());
      Batch batch(**tables);
      change(**tables, batch);
      if (auto written = (*tables)->write(batch); !written) return written;
    }
    auto opened = Log::open(options());
    if (!opened) return fail(opened.error());
    log_ = std::move(*opened);
    return {};
  }

  Status flip(Family family, const Bytes& key, std::size_t at) {
    return damage([&](Tables& tables, Batch& batch) {
      Bytes value = tables.get(family, key).value().value();
      value.at(at) = static_cast<char>(value.at(at) ^ 1);
      batch.put(family, key, value);
    });
  }
};

}  // namespace riskflow::eventstore
