#include "eventstore/key_pages.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/core/big_endian.hpp"
#include "eventstore/durable_file.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

static constexpr BytesView key_magic = "riskflow-keys";
static constexpr std::uint16_t key_format = 1;
static constexpr std::size_t key_size = 32;
static constexpr std::size_t file_limit = 1 << 20;

// What a key file holds.  Stored: never renumber.
enum class Kind : std::uint8_t { root = 1, page = 2 };

KeyPath leaf_path(const SubjectRef& subject, Purpose purpose) {
  KeyPath path;
  path.reserve(2 * subject.bytes.size() + 1);
  for (const std::uint8_t byte : subject.bytes) {
    path += static_cast<char>(byte >> 4);
    path += static_cast<char>(byte & 15);
  }
  path += static_cast<char>(purpose);
  return path;
}

Key derive(const Key& seed, std::string_view steps) {
  Digest at;
  std::ranges::copy(seed.bytes(), at.begin());
  for (const char& digit : steps) hmac_sha256(at, BytesView(&digit, 1), at);
  Key out(at);
  wipe(at);
  return out;
}

static Key random_key() {
  std::array<std::uint8_t, key_size> bytes;
  random_bytes(bytes);
  Key key(bytes);
  wipe(bytes);
  return key;
}

static Result<Key> key_of(BytesView bytes) {
  if (bytes.size() != key_size) return fail(Errc::corrupt, "a key has the wrong length", "keys");
  std::array<std::uint8_t, key_size> out;
  std::ranges::copy(bytes, out.begin());
  Key key(out);
  wipe(out);
  return key;
}

// header = magic, format, kind, page number, generation; then nonce, ciphertext and tag.
static Bytes wrapped(Kind kind, std::uint64_t page, const Key& by, BytesView plaintext) {
  Bytes out(key_magic);
  append_number(out, key_format);
  append_number(out, static_cast<std::uint8_t>(kind));
  append_number(out, page);
  append_number(out, std::uint64_t{1});  // the generation: an erasure will raise it
  std::array<std::uint8_t, aes_nonce_size> nonce;
  random_bytes(nonce);
  const Bytes sealed = aes_seal(by.bytes(), nonce, out, plaintext);
  out += view_of(nonce);
  out += sealed;
  return out;
}

static Result<Bytes> unwrapped(Kind kind, std::uint64_t page, const Key& by, BytesView file,
                               std::string_view refusal) {
  ByteReader in(file);
  const bool ours = in.bytes(key_magic.size()) == key_magic;
  const auto format = in.number<std::uint16_t>();
  if (!ours) return fail(Errc::corrupt, "this is not a key file of riskflow", "keys");
  if (format > key_format)
    return fail(
        Errc::corrupt,
        fmt::format("the keys have format {}, this riskflow knows up to {}: use a newer one",
                    format, key_format),
        "keys");
  const auto found_kind = in.number<std::uint8_t>();
  const auto found_page = in.number<std::uint64_t>();
  in.number<std::uint64_t>();  // the generation is authenticated with the rest of the header
  const BytesView header = file.substr(0, file.size() - in.rest().size());
  const BytesView nonce = in.bytes(aes_nonce_size);
  if (!in.intact() || found_kind != static_cast<std::uint8_t>(kind) || found_page != page)
    return fail(Errc::corrupt, "a key file is damaged or in another's place", "keys");
  std::array<std::uint8_t, aes_nonce_size> nonce_bytes;
  std::ranges::copy(nonce, nonce_bytes.begin());
  auto plaintext = aes_open(by.bytes(), nonce_bytes, header, in.rest());
  if (!plaintext) return fail(Errc::corrupt, std::string(refusal), "keys");
  return std::move(*plaintext);
}

static Bytes encode(const Frontier& frontier) {
  Bytes out;
  append_number(out, static_cast<std::uint32_t>(frontier.size()));
  for (const FrontierEntry& entry : frontier) {
    append_number(out, static_cast<std::uint8_t>(entry.path.size()));
    out += entry.path;
    out += view_of(entry.seed.bytes());
  }
  append_number(out, std::uint32_t{0});  // child pages: none yet
  return out;
}

static Result<Frontier> decode_frontier(BytesView bytes) {
  ByteReader in(bytes);
  Frontier out;
  const auto count = in.number<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && in.intact(); ++i) {
    KeyPath path(in.bytes(in.number<std::uint8_t>()));
    const auto seed = key_of(in.bytes(key_size));
    if (!seed) return fail(seed.error());
    out.push_back({std::move(path), *seed});
  }
  const auto children = in.number<std::uint32_t>();
  if (!in.intact() || !in.rest().empty() || children != 0)
    return fail(Errc::corrupt, "a key page does not hold what it must", "keys");
  return out;
}

static fs::path page_path(const fs::path& folder, std::uint64_t page) {
  return folder / "pages" / fmt::format("{}", page);
}

Status create_key_folder(const fs::path& folder, const Key& unlock) {
  return create_folder(folder, [&](const fs::path& draft) -> Status {
    const Key root = random_key();
    Bytes page = encode({{"", random_key()}});
    const auto pages = create_folder(draft / "pages", [&](const fs::path& there) {
      return write_file(there / "0", wrapped(Kind::page, 0, root, page));
    });
    wipe(page);
    if (!pages) return fail(pages.error());
    return write_file(draft / "root", wrapped(Kind::root, 0, unlock, view_of(root.bytes())));
  });
}

static Result<Bytes> read_key_file(const fs::path& path) {
  auto bytes = read_file(path, file_limit);
  if (!bytes && bytes.error().code == Errc::not_found)
    return fail(Errc::corrupt, fmt::format("the key file {} is missing", path.string()), "keys");
  return bytes;
}

Result<Frontier> load_frontier(const fs::path& folder, const Key& unlock) {
  const auto root_file = read_key_file(folder / "root");
  if (!root_file) return fail(root_file.error());
  auto root_bytes = unwrapped(Kind::root, 0, unlock, *root_file,
                              "the unlock key does not open the root key: it is another log's, "
                              "or the file is damaged");
  if (!root_bytes) return fail(root_bytes.error());
  const auto root = key_of(*root_bytes);
  wipe(*root_bytes);
  if (!root) return fail(root.error());
  const auto page_file = read_key_file(page_path(folder, 0));
  if (!page_file) return fail(page_file.error());
  auto page = unwrapped(Kind::page, 0, *root, *page_file, "key page 0 is damaged");
  if (!page) return fail(page.error());
  auto frontier = decode_frontier(*page);
  wipe(*page);
  return frontier;
}

static std::optional<std::uint8_t> digit_of(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<std::uint8_t>(c - 'A' + 10);
  return std::nullopt;
}

static std::optional<Key> key_from_text(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  if (text.size() != 2 * key_size) return std::nullopt;
  std::array<std::uint8_t, key_size> bytes{};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto digit = digit_of(text[i]);
    if (!digit) return std::nullopt;
    bytes[i / 2] = static_cast<std::uint8_t>(bytes[i / 2] << 4 | *digit);
  }
  Key key(bytes);
  wipe(bytes);
  return key;
}

Result<Key> read_unlock_key(const fs::path& file) {
  auto text = read_file(file, 4096);
  if (!text) return fail(text.error());
  const auto key = key_from_text(*text);
  wipe(*text);
  if (!key)
    return fail(
        Errc::corrupt,
        fmt::format("{} is not an unlock key: it must hold 64 hexadecimal digits", file.string()),
        "unlock key");
  return *key;
}

Result<Key> make_unlock_key(const fs::path& file) {
  std::error_code error;
  fs::create_directories(fs::absolute(file).parent_path(), error);
  if (error)
    return fail(Errc::unavailable,
                fmt::format("cannot make the folder of {}: {}", file.string(), error.message()),
                "unlock key");
  Key key = random_key();
  Bytes text = hex(view_of(key.bytes())) + "\n";
  const auto written = write_file(file, text);
  wipe(text);
  if (!written) return fail(written.error());
  return key;
}

}  // namespace riskflow::eventstore
