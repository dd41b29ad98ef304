#include "tests/runtime/app/canaries.hpp"

#include <algorithm>
#include <fstream>
#include <map>

#include <fmt/format.h>

#include "eventstore/envelope_bytes.hpp"
#include "eventstore/key_pages.hpp"
#include "eventstore/proof/base64.hpp"
#include "eventstore/unlock_key.hpp"
#include "runtime/core/sealing.hpp"
#include "tests/domain/filling.hpp"

namespace riskflow::runtime {

namespace fs = std::filesystem;
using eventstore::Key;

static constexpr std::array purposes{Purpose::identity, Purpose::casework, Purpose::operations};

// ---- planting ----

static std::string canary() {
  static constexpr std::string_view letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  std::string text;
  for (const auto byte : random_key()) text += letters[byte % letters.size()];
  return text;
}

namespace {

// Fills an event: everything is there, and every id is somebody else.
class Inventor {
 public:
  std::uint64_t next() { return ++last_; }
  std::size_t items() { return 2; }
  bool there() { return true; }
  std::string text(std::string_view field) { return fmt::format("{}-{}", field, next()); }
  template <class AnId>
  AnId id() {
    return AnId{random_id_bytes()};
  }

 private:
  std::uint64_t last_ = 0;
};

// Fills what is inside a personal field.
class CanarySource : public Inventor {
 public:
  explicit CanarySource(Canaries& planted) : planted_(planted) {}
  std::string text(std::string_view) { return *planted_.insert(canary()).first; }

 private:
  Canaries& planted_;
};

}  // namespace

// Puts canaries into the personal fields of `value`; answers how many fields there are.
template <class T>
static std::size_t plant_in(T& value, const std::vector<SubjectRef>& about, Canaries& planted) {
  std::size_t fields = 0;
  if constexpr (domain::is_personal<T>) {
    CanarySource source(planted);
    typename T::value_type inside{};
    domain::tests::fill(inside, source, "inside");
    // Each purpose has keys of its own: the fields take turns.
    value = T::about(about, purposes[planted.size() % purposes.size()], std::move(inside));
    return 1;
  } else if constexpr (codec::is_vector<T>) {
    for (auto& item : value) fields += plant_in(item, about, planted);
  } else if constexpr (codec::is_optional<T>) {
    if (value) fields += plant_in(*value, about, planted);
  } else if constexpr (domain::Described<T>) {
    domain::for_each_field(
        value, [&](const char*, auto& member) { fields += plant_in(member, about, planted); });
  }
  return fields;
}

static void append(App::Parts& parts, const domain::AnyEvent& event) {
  const auto request = random_request_id(parts.clock.now());
  FrameSealer sealer(*parts.keys, parts.log->id(), request);
  const auto bytes = codec::encode(event, 0, sealer);
  ASSERT_TRUE(bytes) << bytes.error().message;
  const auto taken = parts.log->append_and_wait(
      {.request = request,
       .actor = {},
       .cause = {},
       .occurred = parts.clock.now(),
       .parts = {{{"canary-" + to_text(request)},
                  eventstore::Expected::no_stream(),
                  {{std::string(bytes->type), bytes->schema, bytes->payload, bytes->sealed}}}}});
  ASSERT_TRUE(taken) << taken.error().message;
}

Canaries plant(App::Parts& parts, const SubjectRef& person, const SubjectRef& other) {
  Canaries planted;
  Inventor inventor;
  domain::tests::for_each_event_type([&]<class E>() {
    for (const auto& about : {std::vector{person}, std::vector{person, other}}) {
      E event{};
      domain::tests::fill(event, inventor, "event");
      if (plant_in(event, about, planted) > 0) append(parts, event);
    }
  });
  return planted;
}

// ---- searching in clear ----

static std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// What stands in the quotes of lines of JSON, as it was before base64.
static std::string before_base64(std::string_view text) {
  std::string out;
  for (auto at = text.find('"'); at != std::string_view::npos; at = text.find('"', at + 1)) {
    const auto end = text.find('"', at + 1);
    if (end == std::string_view::npos) break;
    if (const auto bytes = proof::from_base64(text.substr(at + 1, end - at - 1))) out += *bytes;
    out += '\n';
  }
  return out;
}

static void search(const fs::path& file, const Canaries& canaries, Canaries& found) {
  const auto content = content_of(file);
  const auto plain = file.extension() == ".jsonl" ? before_base64(content) : std::string();
  for (const auto& text : canaries)
    if (content.contains(text) || plain.contains(text)) found.insert(text);
}

Canaries in_clear(const Canaries& canaries, const std::vector<fs::path>& places) {
  Canaries found;
  for (const auto& place : places) {
    EXPECT_TRUE(fs::exists(place)) << place;
    if (fs::is_regular_file(place)) {
      search(place, canaries, found);
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(place))
      if (entry.is_regular_file()) search(entry.path(), canaries, found);
  }
  return found;
}

// ---- searching by keys ----

namespace {

// An envelope and where it lies.
struct Found {
  LogId log;
  RequestId request;
  std::uint32_t ordinal = 0;
  std::string event;
  std::uint16_t field = 0;
  Bytes envelope;
  eventstore::About about;

  eventstore::Place place() const { return {log, request, ordinal, event, field}; }
  bool is_about(const SubjectRef& person) const {
    return std::ranges::find(about.subjects, person) != about.subjects.end();
  }
};

}  // namespace

static constexpr std::uint16_t fields_max = 32;  // personal fields of one event

static void add_envelopes(const LogId& log, const eventstore::Commit& commit,
                          std::vector<Found>& out) {
  for (std::uint32_t n = 0; n < commit.events.size(); ++n) {
    const auto& event = commit.events[n];
    for (std::uint16_t field = 0; field < fields_max; ++field) {
      auto envelope = codec::envelope_of(event.type, event.schema, event.payload, field);
      if (!envelope) continue;
      auto about = eventstore::about_of(*envelope);
      if (!about) continue;
      out.push_back({log, commit.header.request, n, std::string(event.type), field,
                     std::move(*envelope), std::move(*about)});
    }
  }
}

static std::vector<Found> envelopes_in(const fs::path& data) {
  const auto log = eventstore::Log::open({.folder = data / "log"});
  EXPECT_TRUE(log) << log.error().message;
  std::vector<Found> out;
  const auto read = (*log)->read(Position{}, [&](const eventstore::Commit& commit) {
    add_envelopes((*log)->id(), commit, out);
    return eventstore::Reading::more;
  });
  EXPECT_TRUE(read) << read.error().message;
  return out;
}

static void add_seeds(const fs::path& keys, const eventstore::KeyNode& node,
                      std::vector<Key>& out) {
  for (const auto& place : node.places) {
    if (const auto* const seed = std::get_if<Key>(&place)) out.push_back(*seed);
    if (const auto* const below = std::get_if<std::unique_ptr<eventstore::KeyNode>>(&place))
      add_seeds(keys, **below, out);
    if (const auto* const page = std::get_if<eventstore::PageRef>(&place)) {
      const auto loaded = eventstore::load_page(keys, *page);
      EXPECT_TRUE(loaded) << loaded.error().message;
      add_seeds(keys, **loaded, out);
    }
  }
}

// Every seed of every page that the unlock key leads to.
static std::vector<Key> seeds_in(const fs::path& data) {
  const auto unlock = eventstore::read_unlock_key(data / "unlock.key");
  EXPECT_TRUE(unlock) << unlock.error().message;
  const auto root = eventstore::load_root(data / "keys", *unlock);
  EXPECT_TRUE(root) << root.error().message;
  const auto top = eventstore::load_page(data / "keys", root->top);
  EXPECT_TRUE(top) << top.error().message;
  std::vector<Key> out;
  add_seeds(data / "keys", **top, out);
  return out;
}

namespace {

// Opens envelopes with whatever keys there are.
class Burglar {
 public:
  Burglar(const fs::path& data, const SubjectRef& person) : person_(person) {
    auto ring = eventstore::Keyring::open(data / "keys", data / "unlock.key");
    EXPECT_TRUE(ring) << ring.error().message;
    ring_ = std::move(*ring);
    seeds_ = seeds_in(data);
  }

  // The keys of everybody else who is named, for every purpose.
  void learn(const std::vector<Found>& envelopes) {
    for (const auto& one : envelopes)
      for (const auto& subject : one.about.subjects)
        for (const auto purpose : purposes)
          if (subject != person_)
            if (const auto leaf = ring_->leaf(subject, purpose))
              others_.emplace(std::pair(subject, purpose), *leaf);
  }

  std::vector<Bytes> plaintexts(const Found& sealed) {
    std::vector<Bytes> out;
    if (auto text = eventstore::open(*ring_, sealed.place(), sealed.envelope))
      out.push_back(std::move(*text));
    for (const auto& [name, leaf] : others_) try_with(leaf, sealed, out);
    // All envelopes about the person alone, for one purpose, lie under one key.
    if (sealed.about.subjects.size() == 1 && tried_.insert(sealed.about.purpose).second)
      for (const auto& leaf : guesses(sealed.about.purpose)) try_with(leaf, sealed, out);
    return out;
  }

 private:
  // In the person's place, and alone.
  void try_with(const Key& leaf, const Found& sealed, std::vector<Bytes>& out) {
    std::vector<Key> leaves;
    for (const auto& subject : sealed.about.subjects) {
      const auto known = others_.find(std::pair(subject, sealed.about.purpose));
      leaves.push_back(known == others_.end() ? leaf : known->second);
    }
    for (const auto& tried : {std::vector{leaf}, leaves})
      if (auto text = eventstore::open_under(tried, sealed.place(), sealed.envelope))
        out.push_back(std::move(*text));
  }

  // From each seed, at whatever depth of the tree it may be, by the rest of the person's path.
  std::vector<Key> guesses(Purpose purpose) const {
    const auto path = eventstore::leaf_path(person_, purpose);
    std::vector<Key> out;
    for (const auto& seed : seeds_)
      for (std::size_t depth = 0; depth <= path.size(); ++depth)
        out.push_back(eventstore::derive(seed, std::string_view(path).substr(depth)));
    return out;
  }

  SubjectRef person_;
  std::unique_ptr<eventstore::Keyring> ring_;
  std::vector<Key> seeds_;
  std::map<std::pair<SubjectRef, Purpose>, Key> others_;
  std::set<Purpose> tried_;
};

}  // namespace

Canaries by_keys(const Canaries& canaries, const fs::path& data, const SubjectRef& person) {
  const auto envelopes = envelopes_in(data);
  Burglar burglar(data, person);
  burglar.learn(envelopes);
  Canaries found;
  for (const auto& sealed : envelopes)
    for (const auto& plaintext :
         sealed.is_about(person) ? burglar.plaintexts(sealed) : std::vector<Bytes>{})
      for (const auto& text : canaries)
        if (plaintext.contains(text)) found.insert(text);
  return found;
}

Canaries ciphertext_about(const SubjectRef& person, const fs::path& data) {
  static constexpr std::size_t size = 32;
  Canaries out;
  for (const auto& one : envelopes_in(data)) {
    if (!one.is_about(person)) continue;
    const auto end = one.envelope.size();
    out.insert(one.envelope.substr(end - size));
    out.insert(one.envelope.substr(end - 2 * size, size));
  }
  return out;
}

}  // namespace riskflow::runtime
