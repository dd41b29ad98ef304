// Envelopes, and the files that keys lie in: what opens is what was sealed.

#include <algorithm>

#include "domain/core/big_endian.hpp"
#include "eventstore/crypto.hpp"
#include "eventstore/envelope_bytes.hpp"
#include "eventstore/key_pages.hpp"
#include "tests/fuzz/folder.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/fuzz/targets.hpp"

namespace riskflow::fuzz {

using namespace eventstore;

static Key a_key(std::uint8_t byte) {
  std::array<std::uint8_t, key_size> bytes{};
  bytes.fill(byte);
  return Key(bytes);
}

static SubjectRef a_subject(std::uint8_t byte) {
  SubjectRef subject;
  subject.bytes.fill(byte);
  return subject;
}

// ---- envelopes ----

static const Place place{.log = {}, .request = {}, .ordinal = 1, .event = "case.noted", .field = 2};

// As many people as `plaintext` says.
static Bytes sealed(std::uint8_t people, BytesView plaintext) {
  std::vector<Key> leaves;
  std::vector<SubjectRef> subjects;
  for (std::uint8_t n = 1; n <= people; ++n) {
    leaves.push_back(a_key(n));
    subjects.push_back(a_subject(n));
  }
  Salt salt;
  salt.fill(people);
  return seal_under(leaves, subjects, Purpose::casework, place, plaintext, salt);
}

void run_envelope(BytesView input) {
  const auto about = about_of(input);
  for (std::uint8_t people = 1; people <= 2; ++people) {
    std::vector<Key> leaves;
    for (std::uint8_t n = 1; n <= people; ++n) leaves.push_back(a_key(n));
    const auto opened = open_under(leaves, place, input);
    promise(!opened || input == sealed(people, *opened), "only what was sealed opens");
    promise(!opened || about, "what opens says whom it is about");
    promise(open_under(leaves, place, sealed(people, input)) == input, "what was sealed opens");
  }
  if (!about) return promise(about.error().code == Errc::corrupt, "a bad envelope is corrupt");
  promise(about->purpose >= Purpose::identity && about->purpose <= Purpose::operations,
          "an envelope is for a purpose that there is");
  promise(!about->subjects.empty() &&
              std::ranges::adjacent_find(about->subjects, std::ranges::greater_equal{}) ==
                  about->subjects.end(),
          "an envelope is about people in order, each once");
}

std::vector<Bytes> envelope_seeds() {
  return {sealed(1, ""), sealed(1, "a name"), sealed(2, "two names")};
}

// ---- key pages ----

void run_key_page(BytesView input) {
  const auto node = decode_node(input);
  if (node) promise(encode(**node) == input, "a key page has one encoding");
}

std::vector<Bytes> key_page_seeds() {
  auto node = expanded(a_key(1));
  std::vector<Bytes> seeds{encode(*node)};
  node->places[3] = Forgotten{};
  node->places[7] = PageRef{5, a_key(2)};
  node->places[9] = expanded(a_key(3));
  seeds.push_back(encode(*node));
  return seeds;
}

// ---- the root ----

// docs/format.md, "Keys", once more: a root that this key unlocks.
static Bytes root_file(std::uint16_t format, BytesView plaintext, const Key& unlock) {
  Bytes file = "riskflow-keys";
  append_number(file, format);
  append_number(file, std::uint8_t{1});
  append_number(file, std::uint64_t{0});
  append_number(file, std::uint64_t{7});
  const std::array<std::uint8_t, aes_nonce_size> nonce{};
  return file + Bytes(view_of(nonce)) + aes_seal(unlock.bytes(), nonce, file, plaintext);
}

static Bytes encoded(const KeyRoot& root) {
  Bytes out(view_of(root.top.key.bytes()));
  append_number(out, root.top.number);
  append_number(out, root.next_page);
  append_number(out, static_cast<std::uint32_t>(root.superseded.size()));
  for (const auto page : root.superseded) append_number(out, page);
  return out;
}

// The format, then what the root holds; format 0: the file as it is.
void run_key_root(BytesView input) {
  static const Folder folder("keys");
  const Key unlock = a_key(9);
  ByteReader in(input);
  const std::uint16_t format = in.number<std::uint8_t>();
  const Bytes file = format == 0 ? Bytes(in.rest()) : root_file(format, in.rest(), unlock);
  folder.put("root", file);
  const auto root = load_root(folder.path(), unlock);
  if (!root) return promise(root.error().code == Errc::corrupt, "a bad root is corrupt");
  promise(root->generation == 7, "a root has the generation of its file");
  if (format == 2) promise(encoded(*root) == in.rest(), "a root has one encoding");
  if (format == 1)
    promise(view_of(root->top.key.bytes()) == in.rest(), "a root of format 1 is its key");
}

std::vector<Bytes> key_root_seeds() {
  const KeyRoot root{{3, a_key(4)}, 7, 9, {1, 2}};
  const Bytes plaintext = encoded(root);
  return {"\x02" + plaintext, "\x01" + plaintext.substr(0, key_size),
          Bytes(1, '\0') + root_file(2, plaintext, a_key(9))};
}

}  // namespace riskflow::fuzz
