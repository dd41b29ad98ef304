#include "eventstore/consumers.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "eventstore/consumer_internals.hpp"

namespace riskflow::eventstore {

namespace {

// Which groups somebody has open.
class Claims {
 public:
  // Taken back when it goes; null when somebody has it.
  static std::shared_ptr<const void> take(const std::shared_ptr<Claims>& claims,
                                          const std::string& name) {
    const std::lock_guard lock(claims->mutex_);
    if (!claims->names_.insert(name).second) return nullptr;
    return {claims.get(), [claims, name](const void*) { claims->give_back(name); }};
  }

 private:
  void give_back(const std::string& name) {
    const std::lock_guard lock(mutex_);
    names_.erase(name);
  }

  std::mutex mutex_;
  std::set<std::string> names_;
};

}  // namespace

struct Consumers::Open {
  Log& log;
  const std::shared_ptr<ConsumerStore> store;
  const std::shared_ptr<Claims> claims = std::make_shared<Claims>();

  Result<std::shared_ptr<const void>> claim(const std::string& name) const;
  Result<std::optional<proof::TreeHead>> find(const std::string& name) const;
  Result<proof::TreeHead> tree_at(const Start& start) const;
  Status check_history(const std::string& name, const proof::TreeHead& looked) const;
  Status forget(const std::string& name, StoreBatch& batch) const;
};

// ---- opening ----

Consumers::Consumers(std::unique_ptr<Open> open) : open_(std::move(open)) {}
Consumers::~Consumers() = default;

static Status check_format(ConsumerStore& store) {
  const auto format = store.get(consumers_key);
  if (!format) return fail(format.error());
  if (*format) return check_consumers_format(**format);
  StoreBatch batch;
  batch.put(consumers_key, encode_consumers_format());
  return store.write(batch, Survives::power_cut);
}

Result<std::unique_ptr<Consumers>> Consumers::open(Log& log, const std::filesystem::path& folder) {
  auto store = ConsumerStore::open(folder);
  if (!store) return fail(store.error());
  if (auto known = check_format(**store); !known) return fail(known.error());
  std::unique_ptr<Open> parts(  // NOLINT(modernize-make-unique): an aggregate has no constructor
      new Open{.log = log, .store = std::move(*store)});
  return std::unique_ptr<Consumers>(new Consumers(std::move(parts)));
}

// ---- one group ----

static Status check_name(const std::string& name) {
  const auto is_known = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  if (!name.empty() && name.size() <= group_name_limit && std::ranges::all_of(name, is_known))
    return {};
  return fail(Errc::invalid, "a group's name has 1 to 64 characters of a-z, 0-9 and -", "name");
}

static Status check_settings(const GroupSettings& settings) {
  using std::chrono::milliseconds;
  constexpr milliseconds longest = std::chrono::days{365};
  const std::pair<std::string_view, milliseconds> spans[] = {
      {"deadline", settings.deadline},
      {"retry_first", settings.retry_first},
      {"retry_longest", settings.retry_longest}};
  for (const auto& [target, span] : spans)
    if (span.count() <= 0 || span > longest)
      return fail(Errc::invalid, "a span is between a millisecond and a year", std::string(target));
  if (settings.deliveries == 0)
    return fail(Errc::invalid, "an event is delivered at least once", "deliveries");
  if (settings.window == 0)
    return fail(Errc::invalid, "a window has room for at least one event", "window");
  return {};
}

Result<std::shared_ptr<const void>> Consumers::Open::claim(const std::string& name) const {
  if (auto claim = Claims::take(claims, name)) return claim;
  return fail(Errc::conflict, fmt::format("the group {} is open already", name), "name");
}

Result<std::optional<proof::TreeHead>> Consumers::Open::find(const std::string& name) const {
  const Bytes key = group_key(name);
  const auto value = store->get(key);
  if (!value) return fail(value.error());
  if (!*value) return std::nullopt;
  const auto looked = decode_looked(key, **value);
  if (!looked) return fail(looked.error());
  return *looked;
}

Result<proof::TreeHead> Consumers::Open::tree_at(const Start& start) const {
  return log.tree(to_number(start.kind == Start::Kind::head ? log.head() : start.position));
}

// That the log holds what the group has seen.
Status Consumers::Open::check_history(const std::string& name,
                                      const proof::TreeHead& looked) const {
  const auto refused = [&](std::string_view reason, std::string_view what) {
    return fail(Errc::corrupt,
                fmt::format("the group {} has seen {} events, and the log {}: it was restored; "
                            "reset the group to say where it goes on",
                            name, looked.size, what),
                "name", {{"reason", std::string(reason)}});
  };
  const Position head = log.head();
  if (looked.size > to_number(head))
    return refused("below_floor", fmt::format("has {}", to_number(head)));
  const auto tree = log.tree(looked.size);
  if (!tree) return fail(tree.error());
  if (tree->root != looked.root) return refused("another_history", "has others there");
  return {};
}

Result<std::unique_ptr<ConsumerGroup>> Consumers::group(const std::string& name,
                                                        const GroupSettings& settings) {
  if (auto ok = check_name(name); !ok) return fail(ok.error());
  if (auto ok = check_settings(settings); !ok) return fail(ok.error());
  const auto claim = open_->claim(name);
  if (!claim) return fail(claim.error());
  auto looked = open_->find(name);
  if (!looked) return fail(looked.error());
  if (*looked) {
    if (auto ok = open_->check_history(name, **looked); !ok) return fail(ok.error());
  } else {
    const auto tree = open_->tree_at(settings.start);
    if (!tree) return fail(tree.error());
    StoreBatch batch;
    batch.put(group_key(name), encode_looked(*tree, group_key(name)));
    if (auto ok = open_->store->write(batch, Survives::power_cut); !ok) return fail(ok.error());
    *looked = *tree;
  }
  std::unique_ptr<ConsumerGroup::Parts> parts(new ConsumerGroup::Parts{.log = open_->log,
                                                                       .store = open_->store,
                                                                       .claim = *claim,
                                                                       .name = name,
                                                                       .settings = settings,
                                                                       .looked = **looked});
  if (auto loaded = parts->load(); !loaded) return fail(loaded.error());
  return std::unique_ptr<ConsumerGroup>(new ConsumerGroup(std::move(parts)));
}

// ---- all groups ----

// Erases all that a group has; of one that there is.
Status Consumers::Open::forget(const std::string& name, StoreBatch& batch) const {
  const auto there = find(name);
  if (!there) return fail(there.error());
  if (!*there) return fail(Errc::not_found, fmt::format("there is no group {}", name), "name");
  batch.erase(group_key(name));
  for (const Shelf shelf : {Shelf::open, Shelf::parked}) {
    const auto erased =
        store->each(shelf_prefix(shelf, name), {}, [&](BytesView key, BytesView) -> Result<bool> {
          batch.erase(key);
          return true;
        });
    if (!erased) return erased;
  }
  return {};
}

Status Consumers::reset(const std::string& name, const Start& start) {
  const auto claim = open_->claim(name);
  if (!claim) return fail(claim.error());
  StoreBatch batch;
  if (auto ok = open_->forget(name, batch); !ok) return ok;
  const auto tree = open_->tree_at(start);
  if (!tree) return fail(tree.error());
  batch.put(group_key(name), encode_looked(*tree, group_key(name)));
  return open_->store->write(batch, Survives::power_cut);
}

Status Consumers::remove(const std::string& name) {
  const auto claim = open_->claim(name);
  if (!claim) return fail(claim.error());
  StoreBatch batch;
  if (auto ok = open_->forget(name, batch); !ok) return ok;
  return open_->store->write(batch, Survives::power_cut);
}

Result<std::vector<std::string>> Consumers::names() const {
  std::vector<std::string> out;
  const auto read =
      open_->store->each(group_prefix, {}, [&](BytesView key, BytesView) -> Result<bool> {
        out.emplace_back(group_of_key(key));
        return true;
      });
  if (!read) return fail(read.error());
  return out;
}

}  // namespace riskflow::eventstore
