#include "eventstore/key_tree.hpp"

#include <algorithm>

#include "domain/core/big_endian.hpp"
#include "domain/core/ensure.hpp"
#include "eventstore/crypto.hpp"

namespace riskflow::eventstore {

static constexpr std::size_t depth_max = 33;  // digits of a leaf's path

// ---- paths ----

KeyPath subject_path(const SubjectRef& subject) {
  KeyPath path;
  path.reserve(2 * subject.bytes.size() + 1);
  for (const std::uint8_t byte : subject.bytes) {
    path += static_cast<char>(byte >> 4);
    path += static_cast<char>(byte & 15);
  }
  return path;
}

KeyPath leaf_path(const SubjectRef& subject, Purpose purpose) {
  return subject_path(subject) + static_cast<char>(purpose);
}

Key random_key() {
  std::array<std::uint8_t, key_size> bytes;
  random_bytes(bytes);
  Key key(bytes);
  wipe(bytes);
  return key;
}

Key derive(const Key& seed, std::string_view steps) {
  Digest at;
  std::ranges::copy(seed.bytes(), at.begin());
  for (const char& digit : steps) hmac_sha256(at, BytesView(&digit, 1), at);
  forget_last_hmac_key();
  Key out(at);
  wipe(at);
  return out;
}

// ---- nodes ----

std::unique_ptr<KeyNode> expanded(const Key& seed) {
  auto node = std::make_unique<KeyNode>();
  for (std::size_t i = 0; i < node->places.size(); ++i) {
    const auto digit = static_cast<char>(i);
    node->places[i] = derive(seed, {&digit, 1});
  }
  return node;
}

static std::size_t first_digit(std::string_view path) {
  const std::size_t digit = static_cast<unsigned char>(path.front());
  ensure(digit < 16, "a path is made of digits");
  return digit;
}

WayEnd follow(const KeyNode& node, std::string_view path) {
  ensure(!path.empty(), "a path goes on below a node");
  const KeyNode* at = &node;
  for (;;) {
    const KeyPlace& place = at->places[first_digit(path)];
    path.remove_prefix(1);
    const auto* const below = std::get_if<std::unique_ptr<KeyNode>>(&place);
    if (below == nullptr || path.empty()) return {&place, path};
    at = below->get();
  }
}

Status forget(KeyNode& node, std::string_view path, const LoadPage& load,
              std::vector<std::uint64_t>& superseded) {
  KeyPlace& place = node.places[first_digit(path)];
  path.remove_prefix(1);
  if (path.empty()) {
    // Pages below stay as they are: nothing leads to them any more.
    place = Forgotten{};
    return {};
  }
  if (std::holds_alternative<Forgotten>(place)) return {};
  if (const auto* const seed = std::get_if<Key>(&place)) {
    auto below = expanded(*seed);
    place = std::move(below);
  } else if (const auto* const page = std::get_if<PageRef>(&place)) {
    auto below = load(*page);
    if (!below) return fail(below.error());
    superseded.push_back(page->number);
    place = std::move(*below);
  }
  return forget(*std::get<std::unique_ptr<KeyNode>>(place), path, load, superseded);
}

static bool goes_on(const KeyPlace& place) {
  return std::holds_alternative<std::unique_ptr<KeyNode>>(place) ||
         std::holds_alternative<PageRef>(place);
}

Status settle(KeyNode& node, const StorePage& store) {
  const bool parts = std::ranges::count_if(node.places, goes_on) > 1;
  for (KeyPlace& place : node.places) {
    const auto* const below = std::get_if<std::unique_ptr<KeyNode>>(&place);
    if (below == nullptr) continue;
    if (auto ok = settle(**below, store); !ok) return ok;
    if (!parts) continue;
    auto page = store(**below);
    if (!page) return fail(page.error());
    place = *page;
  }
  return {};
}

// ---- bytes ----

static void append_node(const KeyNode& node, Bytes& out) {
  std::uint16_t seeds = 0, nodes = 0, pages = 0;
  for (std::size_t i = 0; i < node.places.size(); ++i) {
    const auto bit = static_cast<std::uint16_t>(1u << i);
    if (std::holds_alternative<Key>(node.places[i])) seeds |= bit;
    if (std::holds_alternative<std::unique_ptr<KeyNode>>(node.places[i])) nodes |= bit;
    if (std::holds_alternative<PageRef>(node.places[i])) pages |= bit;
  }
  append_number(out, seeds);
  append_number(out, nodes);
  append_number(out, pages);
  for (const KeyPlace& place : node.places) {
    if (const auto* const seed = std::get_if<Key>(&place)) out += view_of(seed->bytes());
    if (const auto* const below = std::get_if<std::unique_ptr<KeyNode>>(&place))
      append_node(**below, out);
    if (const auto* const page = std::get_if<PageRef>(&place)) {
      append_number(out, page->number);
      out += view_of(page->key.bytes());
    }
  }
}

static std::size_t size_of(const KeyNode& node) {
  std::size_t size = 3 * sizeof(std::uint16_t);
  for (const KeyPlace& place : node.places) {
    if (std::holds_alternative<Key>(place)) size += key_size;
    if (std::holds_alternative<PageRef>(place)) size += sizeof(std::uint64_t) + key_size;
    if (const auto* const below = std::get_if<std::unique_ptr<KeyNode>>(&place))
      size += size_of(**below);
  }
  return size;
}

Bytes encode(const KeyNode& node) {
  Bytes out;
  out.reserve(size_of(node));  // a string that grew would leave copies of keys behind
  append_node(node, out);
  return out;
}

Key take_key(ByteReader& in) {
  std::array<std::uint8_t, key_size> bytes{};
  std::ranges::copy(in.bytes(key_size), bytes.begin());
  Key key(bytes);
  wipe(bytes);
  return key;
}

static std::unique_ptr<KeyNode> take_node(ByteReader& in, std::size_t depth) {
  auto node = std::make_unique<KeyNode>();
  const auto seeds = in.number<std::uint16_t>();
  const auto nodes = in.number<std::uint16_t>();
  const auto pages = in.number<std::uint16_t>();
  const bool sound = (seeds & nodes) == 0 && ((seeds | nodes) & pages) == 0;
  if (!in.intact() || !sound || depth == depth_max) return nullptr;
  for (std::size_t i = 0; i < node->places.size(); ++i) {
    const auto bit = static_cast<std::uint16_t>(1u << i);
    if ((seeds & bit) != 0) node->places[i] = take_key(in);
    if ((pages & bit) != 0) {
      const auto number = in.number<std::uint64_t>();
      node->places[i] = PageRef{number, take_key(in)};
    }
    if ((nodes & bit) == 0) continue;
    auto below = take_node(in, depth + 1);
    if (below == nullptr) return nullptr;
    node->places[i] = std::move(below);
  }
  return node;
}

Result<std::unique_ptr<KeyNode>> decode_node(BytesView bytes) {
  ByteReader in(bytes);
  auto node = take_node(in, 0);
  if (node == nullptr || !in.intact() || !in.rest().empty())
    return fail(Errc::corrupt, "a key page does not hold what it must", "keys");
  return node;
}

}  // namespace riskflow::eventstore
