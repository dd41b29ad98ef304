#pragma once
// The folder of the views: `proj/<generation>/`, and the file CURRENT that names the one in use.
// A generation that does not fit the log or this program is not mended: the next one is begun.
// Thread rule: one thread at a time, but for `begin`: any, each with a number of its own.

#include "eventstore/log.hpp"
#include "projections/store.hpp"

namespace riskflow::projections {

struct Generation {
  std::uint64_t number = 0;
  std::shared_ptr<Store> store;
};

class Generations {
 public:
  // Sizes of each generation's store; `options.folder` is the folder of all.
  explicit Generations(StoreOptions options) : options_(std::move(options)) {}

  // The one in use when it fits: written by the same views, of this log, not ahead of it.  Else a
  // new one, empty and in use.  Removes what is not in use.  Errors: unavailable.
  Result<Generation> open(const eventstore::Log& log);

  // Begins the generation after `last`: empty, not in use yet.  Errors: unavailable.
  Result<Generation> begin(std::uint64_t last, const eventstore::Log& log);

  // Puts it in use, durably.  Error: unavailable.
  Status use(const Generation& generation);

 private:
  std::filesystem::path folder_of(std::uint64_t number) const;
  Result<std::optional<Generation>> open_used(std::uint64_t number, const eventstore::Log& log);
  void remove_others(std::uint64_t number) const;

  StoreOptions options_;
};

}  // namespace riskflow::projections
