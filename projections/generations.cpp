#include "projections/generations.hpp"

#include <charconv>

#include "eventstore/durable_file.hpp"
#include "projections/all.hpp"
#include "projections/fold.hpp"
#include "projections/layout.hpp"

namespace riskflow::projections {

static constexpr std::string_view current_name = "CURRENT";

static std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (ec != std::errc{} || number == 0) return {};
  return end == text.data() + text.size() || *end == '\n' ? std::optional(number) : std::nullopt;
}

// What a store was written by: it must be the same, or its rows mean something else.
static Bytes stamp_of(const eventstore::Log& log) { return Bytes(view_of(log.id())) + versions(); }

// Whether the log still has what the store has folded in.
static Result<bool> fits(const Store& store, const eventstore::Log& log) {
  const auto stamp = store.get(versions_key);
  if (!stamp) return fail(stamp.error());
  if (!stamp->has_value() || **stamp != stamp_of(log)) return false;
  const auto at = checkpoint_of(store);
  if (!at) return fail(at.error());
  if (at->position == Position{}) return true;
  if (at->position > log.head()) return false;
  const auto last = log.commit_at(Position{to_number(at->position) - 1});
  if (!last) return fail(last.error());
  const auto& header = last->header;
  return header.request == at->request && header.first + header.events == at->position;
}

std::filesystem::path Generations::folder_of(std::uint64_t number) const {
  return options_.folder / std::to_string(number);
}

// Nothing when it does not fit, or cannot be read.
Result<std::optional<Generation>> Generations::open_used(std::uint64_t number,
                                                         const eventstore::Log& log) {
  StoreOptions options = options_;
  options.folder = folder_of(number);
  auto store = Store::open(options);
  if (!store) {
    if (store.error().code == Errc::corrupt) return std::optional<Generation>{};
    return fail(store.error());
  }
  const auto fit = fits(**store, log);
  if (!fit && fit.error().code != Errc::corrupt) return fail(fit.error());
  if (!fit || !*fit) return std::optional<Generation>{};
  return std::optional<Generation>{{number, std::move(*store)}};
}

void Generations::remove_others(std::uint64_t number) const {
  std::error_code ignored;  // what cannot be removed now is tried again at the next start
  for (const auto& entry : std::filesystem::directory_iterator(options_.folder, ignored)) {
    const auto other = number_in(entry.path().filename().string());
    if (other && *other != number) std::filesystem::remove_all(entry.path(), ignored);
  }
}

Result<Generation> Generations::open(const eventstore::Log& log) {
  std::error_code failed;
  std::filesystem::create_directories(options_.folder, failed);
  if (failed)
    return fail(Errc::unavailable, "the views' folder cannot be made: " + failed.message(), "proj");
  std::uint64_t number = 0;
  const auto current = eventstore::read_file(options_.folder / current_name, 32);
  if (current) number = number_in(*current).value_or(0);
  if (number != 0) {
    auto used = open_used(number, log);
    if (!used) return fail(used.error());
    if (used->has_value()) {
      remove_others(number);
      return std::move(**used);
    }
  }
  auto fresh = begin(number, log);
  if (!fresh) return fail(fresh.error());
  if (auto used = use(*fresh); !used) return fail(used.error());
  remove_others(fresh->number);
  return fresh;
}

Result<Generation> Generations::begin(std::uint64_t last, const eventstore::Log& log) {
  Generation fresh{last + 1, nullptr};
  StoreOptions options = options_;
  options.folder = folder_of(fresh.number);
  std::error_code failed;  // of a rebuild that was interrupted
  std::filesystem::remove_all(options.folder, failed);
  if (failed)
    return fail(Errc::unavailable, "an old generation cannot be removed: " + failed.message(),
                options.folder.string());
  auto store = Store::open(options);
  if (!store) return fail(store.error());
  Writes stamp;
  stamp.put(versions_key, stamp_of(log));
  if (auto written = (*store)->write(stamp); !written) return fail(written.error());
  fresh.store = std::move(*store);
  return fresh;
}

Status Generations::use(const Generation& generation) {
  return eventstore::write_file(options_.folder / current_name,
                                std::to_string(generation.number) + "\n");
}

}  // namespace riskflow::projections
