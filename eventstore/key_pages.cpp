#include "eventstore/key_pages.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "domain/core/big_endian.hpp"
#include "eventstore/crypto.hpp"
#include "eventstore/durable_file.hpp"
#include "eventstore/mending.hpp"
#include "eventstore/proof/text.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

static constexpr BytesView key_magic = "riskflow-keys";
static constexpr std::uint16_t key_format = 2;
static constexpr std::size_t file_limit = 1 << 20;

// What a key file holds.  Stored: never renumber.
enum class Kind : std::uint8_t { root = 1, page = 2 };

// Which key file it is: authenticated with what it holds.
struct FileName {
  Kind kind{};
  std::uint64_t page = 0;
  std::uint64_t generation = 1;
};

// header = magic, format, kind, page number, generation; then nonce, ciphertext and tag.
static Bytes wrapped(const FileName& name, const Key& by, BytesView plaintext) {
  Bytes out(key_magic);
  append_number(out, key_format);
  append_number(out, static_cast<std::uint8_t>(name.kind));
  append_number(out, name.page);
  append_number(out, name.generation);
  std::array<std::uint8_t, aes_nonce_size> nonce;
  random_bytes(nonce);
  const Bytes sealed = aes_seal(by.bytes(), nonce, out, plaintext);
  out += view_of(nonce);
  out += sealed;
  return out;
}

// What a key file held.
struct Unwrapped {
  std::uint16_t format = 0;
  std::uint64_t generation = 0;
  Bytes plaintext;
};

static Result<Unwrapped> unwrapped(Kind kind, std::uint64_t page, const Key& by, BytesView file,
                                   std::string_view refusal) {
  ByteReader in(file);
  const bool ours = in.bytes(key_magic.size()) == key_magic;
  Unwrapped out;
  out.format = in.number<std::uint16_t>();
  if (!ours) return fail(Errc::corrupt, "this is not a key file of riskflow", "keys");
  if (out.format > key_format)
    return fail(
        Errc::corrupt,
        fmt::format("the keys have format {}, this riskflow knows up to {}: use a newer one",
                    out.format, key_format),
        "keys");
  const auto found_kind = in.number<std::uint8_t>();
  const auto found_page = in.number<std::uint64_t>();
  out.generation = in.number<std::uint64_t>();
  const BytesView header = file.substr(0, file.size() - in.rest().size());
  const BytesView nonce = in.bytes(aes_nonce_size);
  if (!in.intact() || found_kind != static_cast<std::uint8_t>(kind) || found_page != page)
    return fail(Errc::corrupt, "a key file is damaged or in another's place", "keys");
  std::array<std::uint8_t, aes_nonce_size> nonce_bytes;
  std::ranges::copy(nonce, nonce_bytes.begin());
  auto plaintext = aes_open(by.bytes(), nonce_bytes, header, in.rest());
  if (!plaintext) return fail(Errc::corrupt, std::string(refusal), "keys");
  out.plaintext = std::move(*plaintext);
  return out;
}

static fs::path page_path(const fs::path& folder, std::uint64_t page) {
  return folder / "pages" / fmt::format("{}", page);
}

static Result<Bytes> read_key_file(const fs::path& path, std::string_view mending) {
  auto bytes = read_file(path, file_limit);
  if (!bytes && bytes.error().code == Errc::not_found)
    return fail(Errc::corrupt,
                fmt::format("the key file {} is missing: {}", path.string(), mending), "keys");
  return bytes;
}

// ---- the root ----

Bytes encode(const KeyRoot& root) {
  Bytes out;
  out.reserve(key_size + 4 * sizeof(std::uint64_t) * (1 + root.superseded.size()));
  out += view_of(root.top.key.bytes());
  append_number(out, root.top.number);
  append_number(out, root.next_page);
  append_number(out, static_cast<std::uint32_t>(root.superseded.size()));
  for (const auto page : root.superseded) append_number(out, page);
  return out;
}

static std::unexpected<Error> not_a_root() {
  return fail(Errc::corrupt, "the root of the keys does not hold what it must", "keys");
}

// Format 1 held the key alone: its one page had the number 0.
static Result<KeyRoot> decode_first_root(BytesView bytes, std::uint64_t generation) {
  ByteReader in(bytes);
  KeyRoot root;
  root.generation = generation;
  root.top.key = take_key(in);
  if (!in.intact() || !in.rest().empty()) return not_a_root();
  return root;
}

Result<KeyRoot> decode_root(BytesView bytes, std::uint64_t generation) {
  ByteReader in(bytes);
  KeyRoot root;
  root.generation = generation;
  root.top.key = take_key(in);
  root.top.number = in.number<std::uint64_t>();
  root.next_page = in.number<std::uint64_t>();
  const auto count = in.number<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && in.intact(); ++i)
    root.superseded.push_back(in.number<std::uint64_t>());
  if (!in.intact() || !in.rest().empty()) return not_a_root();
  return root;
}

Result<KeyRoot> load_root(const fs::path& folder, const Key& unlock) {
  const auto bytes = read_key_file(folder / "root", root_mending);
  if (!bytes) return fail(bytes.error());
  auto file = unwrapped(Kind::root, 0, unlock, *bytes,
                        "the unlock key does not open the root key: it is another log's, "
                        "or the file is damaged");
  if (!file) return fail(file.error());
  auto root = file->format == 1 ? decode_first_root(file->plaintext, file->generation)
                                : decode_root(file->plaintext, file->generation);
  wipe(file->plaintext);
  return root;
}

static Bytes wrapped_root(const Key& unlock, const KeyRoot& root) {
  Bytes plaintext = encode(root);
  Bytes out = wrapped({Kind::root, 0, root.generation}, unlock, plaintext);
  wipe(plaintext);
  return out;
}

Status replace_root(const fs::path& folder, const Key& unlock, const KeyRoot& root) {
  return replace_secret(folder / "root", wrapped_root(unlock, root));
}

// ---- pages ----

// Format 1 had the seed of everything, at the empty path.
static Result<std::unique_ptr<KeyNode>> decode_first_page(BytesView bytes) {
  ByteReader in(bytes);
  const auto entries = in.number<std::uint32_t>();
  const auto path_size = in.number<std::uint8_t>();
  const Key seed = take_key(in);
  const auto children = in.number<std::uint32_t>();
  if (!in.intact() || !in.rest().empty() || entries != 1 || path_size != 0 || children != 0)
    return fail(Errc::corrupt, "a key page does not hold what it must", "keys");
  return expanded(seed);
}

static Result<std::unique_ptr<KeyNode>> decode_page(const PageRef& page, BytesView bytes) {
  auto file = unwrapped(Kind::page, page.number, page.key, bytes,
                        fmt::format("key page {} is damaged", page.number));
  if (!file) return fail(file.error());
  auto node = file->format == 1 ? decode_first_page(file->plaintext) : decode_node(file->plaintext);
  wipe(file->plaintext);
  return node;
}

Result<std::unique_ptr<KeyNode>> load_page(const fs::path& folder, const PageRef& page) {
  const auto path = page_path(folder, page.number);
  const auto bytes = read_key_file(path, page_mending);
  if (!bytes) return fail(bytes.error());
  auto node = decode_page(page, *bytes);
  if (!node)
    return fail(node.error().code,
                fmt::format("{}: {}: {}", path.string(), node.error().message, page_mending),
                "keys");
  return node;
}

// ---- opening all of them ----

namespace {

// Goes through the pages by their paths: a page comes before those below it.
class PageWalk {
 public:
  PageWalk(const fs::path& folder, const KeyPath& from, std::uint64_t pages_max)
      : folder_(folder), from_(from), pages_max_(pages_max) {}

  Status visit(const PageRef& page) {
    if (is_over() || lies_before()) return {};
    const bool is_new = path_ >= from_;
    if (is_new && opened_.pages == pages_max_) {
      opened_.next = path_;
      return {};
    }
    const auto node = load_page(folder_, page);
    if (!node) return fail(node.error());
    opened_.pages += is_new ? 1 : 0;
    return visit_below(**node);
  }
  const PagesOpened& opened() const { return opened_; }

 private:
  bool is_over() const { return opened_.next.has_value(); }
  // Neither this page nor one below it is still to be opened.
  bool lies_before() const { return path_ < from_ && !from_.starts_with(path_); }

  Status visit_below(const KeyNode& node) {
    for (std::size_t i = 0; i < node.places.size(); ++i) {
      path_ += static_cast<char>(i);
      Status done;
      if (const auto* const page = std::get_if<PageRef>(&node.places[i])) done = visit(*page);
      if (const auto* const below = std::get_if<std::unique_ptr<KeyNode>>(&node.places[i]))
        done = visit_below(**below);
      path_.pop_back();
      if (!done) return done;
    }
    return {};
  }

  const fs::path& folder_;
  const KeyPath& from_;
  const std::uint64_t pages_max_;
  KeyPath path_;
  PagesOpened opened_;
};

}  // namespace

Result<PagesOpened> open_pages(const fs::path& folder, const PageRef& top, const KeyPath& from,
                               std::uint64_t pages_max) {
  PageWalk walk(folder, from, pages_max);
  if (auto ok = walk.visit(top); !ok) return fail(ok.error());
  return walk.opened();
}

Result<std::vector<SubjectRef>> still_opened(const fs::path& folder, const KeyRoot& root,
                                             std::span<const SubjectRef> people) {
  struct Page {
    KeyPath path;
    std::unique_ptr<KeyNode> node;
  };
  std::vector<Page> way;  // from the top to the page where the last one ended
  const auto enter = [&](KeyPath path, const PageRef& page) -> Status {
    auto node = load_page(folder, page);
    if (!node) return fail(node.error());
    way.push_back({std::move(path), std::move(*node)});
    return {};
  };
  if (auto ok = enter({}, root.top); !ok) return fail(ok.error());
  std::vector<SubjectRef> out(people.begin(), people.end());
  std::ranges::sort(out);
  Status status;
  std::erase_if(out, [&](const SubjectRef& person) {
    const KeyPath path = subject_path(person);
    while (!path.starts_with(way.back().path)) way.pop_back();
    while (status) {
      const auto& [taken, node] = way.back();
      const auto end = follow(*node, std::string_view(path).substr(taken.size()));
      const auto* const page = std::get_if<PageRef>(end.place);
      if (page == nullptr) return std::holds_alternative<Forgotten>(*end.place);
      status = enter(path.substr(0, path.size() - end.rest.size()), *page);
    }
    return false;
  });
  if (!status) return fail(status.error());
  return out;
}

static Status write_page(const fs::path& path, const PageRef& page, std::uint64_t generation,
                         const KeyNode& node) {
  Bytes plaintext = encode(node);
  const auto bytes = wrapped({Kind::page, page.number, generation}, page.key, plaintext);
  wipe(plaintext);
  return write_file(path, bytes);
}

Result<PageRef> store_page(const fs::path& folder, KeyRoot& root, const KeyNode& node) {
  PageRef page{root.next_page++, random_key()};
  if (auto ok = write_page(page_path(folder, page.number), page, root.generation, node); !ok)
    return fail(ok.error());
  return page;
}

// Pages that an earlier erasure replaced and could not remove stay on the list: they are removed
// later, and go into no backup.
static std::vector<std::uint64_t> superseded_by(const fs::path& folder, const KeyRoot& root) {
  std::vector<std::uint64_t> out{root.top.number};
  std::error_code ignored;
  for (const auto page : root.superseded)
    if (fs::exists(page_path(folder, page), ignored)) out.push_back(page);
  return out;
}

Result<Remainder> forget_in(const fs::path& folder, const KeyRoot& root,
                            std::span<const SubjectRef> gone, std::uint64_t generation) {
  Remainder left{root, nullptr};
  left.root.generation = generation;
  left.root.superseded = superseded_by(folder, root);
  const auto load = [&](const PageRef& page) { return load_page(folder, page); };
  auto top = load(root.top);
  if (!top) return fail(top.error());
  for (const auto& subject : gone)
    if (auto ok = forget(**top, subject_path(subject), load, left.root.superseded); !ok)
      return fail(ok.error());
  const auto store = [&](const KeyNode& node) { return store_page(folder, left.root, node); };
  if (auto ok = settle(**top, store); !ok) return fail(ok.error());
  const auto stored = store(**top);
  if (!stored) return fail(stored.error());
  left.root.top = *stored;
  left.top = std::move(*top);
  return left;
}

void remove_dead_pages(const fs::path& folder, const KeyRoot& root) {
  std::error_code ignored;
  for (const auto page : root.superseded) fs::remove(page_path(folder, page), ignored);
  for (auto page = root.next_page; fs::remove(page_path(folder, page), ignored); ++page) {}
}

Status create_key_folder(const fs::path& folder, const Key& unlock) {
  return create_folder(
      folder,
      [&](const fs::path& draft) -> Status {
        const KeyRoot root{{0, random_key()}, 1, 1, {}};
        const auto top = expanded(random_key());
        const auto pages = create_folder(draft / "pages", [&](const fs::path& there) {
          return write_page(there / "0", root.top, root.generation, *top);
        });
        if (!pages) return fail(pages.error());
        return write_file(draft / "root", wrapped_root(unlock, root));
      },
      Contents::secrets);
}

// ---- for backups ----

// Numbers of the page files in `folder`; what else lies there is not looked at.
static std::vector<std::uint64_t> pages_in(const fs::path& folder) {
  std::vector<std::uint64_t> out;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder / "pages", ignored))
    if (const auto number = proof::number_from(entry.path().filename().string()))
      out.push_back(*number);
  return out;
}

static Status copy_each(const fs::path& folder, std::span<const std::uint64_t> pages,
                        const fs::path& to) {
  return create_folder(to / "pages", [&](const fs::path& draft) -> Status {
    for (const auto page : pages)
      if (const auto copied = copy_synced(page_path(folder, page), draft / std::to_string(page));
          !copied)
        return fail(copied.error());
    return {};
  });
}

static Status open_all(const fs::path& folder, const PageRef& top) {
  const auto opened = open_pages(folder, top, {}, std::numeric_limits<std::uint64_t>::max());
  return opened ? Status{} : fail(opened.error());
}

// What is damaged here is named by its place here; what was copied is opened once more, there.
Status copy_pages(const fs::path& folder, const KeyRoot& root, const fs::path& to) {
  if (auto ok = open_all(folder, root.top); !ok) return ok;
  auto pages = pages_in(folder);
  std::erase_if(pages, [&](std::uint64_t page) {
    return page >= root.next_page ||
           std::ranges::find(root.superseded, page) != root.superseded.end();
  });
  if (auto ok = copy_each(folder, pages, to); !ok) return ok;
  return open_all(to, root.top);
}

Status copy_page_files(const fs::path& from, const fs::path& to) {
  return copy_each(from, pages_in(from), to);
}

// How many are forgotten in one go: what is on their ways is in memory then.
static constexpr std::size_t at_once = 100;

Status put_together(const fs::path& from, const KeyRoot& root, std::span<const SubjectRef> gone,
                    std::uint64_t next, const Key& unlock, const fs::path& folder) {
  if (auto ok = copy_page_files(from, folder); !ok) return ok;
  if (const auto top = load_page(folder, root.top); !top) return fail(top.error());
  KeyRoot left = root;
  left.generation = next;
  for (; !gone.empty(); gone = gone.subspan(std::min(at_once, gone.size()))) {
    auto remainder = forget_in(folder, left, gone.first(std::min(at_once, gone.size())), next);
    if (!remainder) return fail(remainder.error());
    left = std::move(remainder->root);
  }
  if (auto ok = write_file(folder / "root", wrapped_root(unlock, left)); !ok) return ok;
  remove_dead_pages(folder, left);
  return {};
}

}  // namespace riskflow::eventstore
