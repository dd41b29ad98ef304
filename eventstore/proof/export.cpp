#include "eventstore/proof/export.hpp"

#include <array>
#include <limits>
#include <span>

#include <fmt/format.h>

#include "eventstore/proof/base64.hpp"
#include "eventstore/proof/text.hpp"

namespace riskflow::proof {

// ---- writing ----

static std::string list_of(std::span<const Hash> hashes) {
  std::string out = "[";
  for (const auto& hash : hashes) {
    if (out.size() > 1) out += ',';
    out += '"' + base64(view_of(hash)) + '"';
  }
  return out + ']';
}

// A note's lines hold neither quotes nor backslashes: origins and key names are ours, the rest is
// base64.
static std::string list_of_lines(std::string_view note) {
  std::string out = "[";
  Lines lines(note);
  while (const auto line = lines.next()) {
    if (out.size() > 1) out += ',';
    out += '"' + std::string(*line) + '"';
  }
  return out + ']';
}

// The format of a first line: the second is the one with a purge, so that a program that knows the
// first only says why it cannot verify it.
static constexpr std::uint64_t format_of(bool has_purge) { return has_purge ? 2 : 1; }

std::string to_line(const ExportHead& head) {
  const auto growth = head.growth ? fmt::format(R"({{"from":{},"path":{}}})", head.growth->from,
                                                list_of(head.growth->path))
                                  : "null";
  const auto purge = head.purge ? fmt::format(R"(,"purge":{{"path":{},"event":{}}})",
                                              list_of(head.purge->path), head.purge->event)
                                : std::string();
  return fmt::format(
      R"({{"riskflowExport":{},"from":{},"to":{},"left":{},"right":{},"growth":{},"checkpoint":{}{}}})",
      format_of(head.purge.has_value()), to_number(head.from), to_number(head.to),
      list_of(head.range.left), list_of(head.range.right), growth, list_of_lines(head.checkpoint),
      purge);
}

static constexpr std::array<std::string_view, 4> actor_kinds{"", "system", "person", "reactor"};

static BytesView view_of(const Fingerprint& mark) {
  return {reinterpret_cast<const char*>(mark.data()), mark.size()};
}

static std::string list_of_sizes(BytesView sizes) {
  std::string out = "[";
  for (ByteReader in(sizes); !in.rest().empty();) {
    if (out.size() > 1) out += ',';
    out += std::to_string(in.number<std::uint32_t>());
  }
  return out + ']';
}

// Up to what only the payload says.
static std::string front_of_line(const Leaf& leaf) {
  const auto& [header, fingerprint, index, event] = leaf;
  const auto cause =
      header.cause.event ? std::to_string(to_number(*header.cause.event)) : std::string("null");
  std::string line = fmt::format(
      R"({{"position":{},"recorded":"{}","occurred":"{}","actorKind":"{}","actor":"{}",)",
      to_number(leaf.position()), to_text(header.recorded), to_text(header.occurred),
      actor_kinds.at(static_cast<std::size_t>(header.actor.kind)), to_text(header.actor.ref));
  line += fmt::format(
      R"("stream":"{}","version":{},"type":"{}","schema":{},"request":"{}","correlation":"{}",)",
      event.stream, to_number(event.version), event.type, event.schema, to_text(header.request),
      to_text(header.cause.correlation));
  line += fmt::format(R"("cause":{},"index":{},"events":{},"fingerprint":"{}",)", cause, index,
                      header.events, hex(view_of(fingerprint)));
  return line + fmt::format(R"("payloadSize":{},"payloadHash":"{}")", event.payload_size,
                            base64(event.payload_hash));
}

std::string to_words(const Leaf& leaf) { return front_of_line(leaf) + '}'; }

std::string to_line(const Leaf& leaf, const Payload& payload) {
  auto line = front_of_line(leaf) + ',';
  if (leaf.header.format != first_format)
    line += fmt::format(R"("pieces":{},)", list_of_sizes(payload.sizes));
  return line + fmt::format(R"("payload":"{}"}})", base64(payload.bytes));
}

// ---- reading ----

static std::unexpected<Error> not_a_line(std::string_view field) {
  return fail(Errc::invalid,
              fmt::format("it is not what an export writes at or before \"{}\"", field),
              std::string(field));
}

// Goes through a line whose every byte is known but for the values.
class Reader {
 public:
  explicit Reader(std::string_view line) : rest_(line) {}

  bool has(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  bool is_next(std::string_view name) const {
    return rest_.starts_with(fmt::format(",\"{}\":", name));
  }
  // `,"name":`, which is where the next value begins.
  void field(std::string_view name) {
    if (failed_) return;
    name_ = name;
    const auto start = fmt::format("\"{}\":", name);
    if (!has(at_start_ ? "{" : ",") || !has(start)) failed_ = true;
    at_start_ = false;
  }
  std::uint64_t number() {
    const auto digits = rest_.substr(0, rest_.find_first_not_of("0123456789"));
    const auto value = number_from(digits);
    if (!value) failed_ = true;
    rest_.remove_prefix(digits.size());
    return value.value_or(0);
  }
  // A string without escapes.
  std::string_view text() {
    const auto end = has("\"") ? rest_.find('"') : rest_.npos;
    if (end == rest_.npos) {
      failed_ = true;
      return {};
    }
    const auto value = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return value;
  }
  // `[1,2]`, as stored numbers.
  Bytes sizes() {
    Bytes out;
    if (!has("[")) failed_ = true;
    for (bool first = true; !failed_ && !has("]"); first = false) {
      if (!first && !has(",")) failed_ = true;
      const auto size = number();
      if (size > std::numeric_limits<std::uint32_t>::max()) failed_ = true;
      append_number(out, static_cast<std::uint32_t>(size));
    }
    return out;
  }
  Bytes bytes() {
    auto value = from_base64(text());
    if (!value) failed_ = true;
    return value.value_or(Bytes());
  }
  template <class AnId>
  AnId id() {
    const auto value = id_from_text<AnId>(text());
    if (!value) failed_ = true;
    return value.value_or(AnId{});
  }
  Instant time() {
    const auto value = instant_from_text(text());
    if (!value) failed_ = true;
    return value.value_or(Instant{});
  }
  // `["...","..."]`
  template <class Take>
  void list(const Take& take) {
    if (!has("[")) failed_ = true;
    for (bool first = true; !failed_ && !has("]"); first = false) {
      if (!first && !has(",")) failed_ = true;
      take(text());
    }
  }
  std::vector<Hash> hashes() {
    std::vector<Hash> out;
    list([&](std::string_view text) {
      const auto hash = hash_from(text);
      if (hash) out.push_back(*hash);
      if (!hash || out.size() > 128) failed_ = true;  // no tree is higher than 64
    });
    return out;
  }
  // All that is left before `end`.
  std::string_view rest_before(std::string_view end) {
    if (!rest_.ends_with(end)) {
      failed_ = true;
      return {};
    }
    const auto value = rest_.substr(0, rest_.size() - end.size());
    rest_.remove_prefix(value.size());
    return value;
  }
  void broken() { failed_ = true; }

  // Whether all was as it should be so far, and nothing follows but `end`.
  bool ends_with(std::string_view end) { return !failed_ && has(end) && rest_.empty(); }
  bool failed() const { return failed_; }
  std::string_view name() const { return name_; }

 private:
  std::string_view rest_;
  std::string_view name_ = "riskflowExport";
  bool at_start_ = true;
  bool failed_ = false;
};

static std::optional<Growth> growth_from(Reader& in) {
  if (in.has("null")) return {};
  Growth growth;
  if (!in.has(R"({"from":)")) in.broken();
  growth.from = in.number();
  if (!in.has(R"(,"path":)")) in.broken();
  growth.path = in.hashes();
  if (!in.has("}")) in.broken();
  return growth;
}

// The last member: what follows the event closes it, and the line.
static CarriedPurge purge_from(Reader& in) {
  CarriedPurge purge;
  if (!in.has(R"({"path":)")) in.broken();
  purge.path = in.hashes();
  if (!in.has(R"(,"event":)")) in.broken();
  purge.event = in.rest_before("}}");
  ExportedEvent event;
  if (in.failed() || !read_event_line(purge.event, event) || !in.has("}")) in.broken();
  return purge;
}

Result<ExportHead> head_from_line(std::string_view line) {
  Reader in(line);
  ExportHead head;
  in.field("riskflowExport");
  const auto format = in.number();
  if (!in.failed() && format != format_of(false) && format != format_of(true))
    return fail(Errc::invalid,
                fmt::format("the export has format {}, which is newer than this program", format),
                "riskflowExport");
  in.field("from");
  head.from = Position{in.number()};
  in.field("to");
  head.to = Position{in.number()};
  in.field("left");
  head.range.left = in.hashes();
  in.field("right");
  head.range.right = in.hashes();
  in.field("growth");
  head.growth = growth_from(in);
  in.field("checkpoint");
  in.list([&](std::string_view text) { head.checkpoint.append(text) += '\n'; });
  if (format == format_of(true)) {
    in.field("purge");
    head.purge = purge_from(in);
  }
  if (!in.ends_with("}") || to_line(head) != line) return not_a_line(in.name());
  return head;
}

static ActorRef::Kind actor_kind_from(std::string_view text, Reader& in) {
  for (std::size_t i = 1; i < actor_kinds.size(); ++i)
    if (actor_kinds[i] == text) return static_cast<ActorRef::Kind>(i);
  in.broken();
  return {};
}

template <class Number>
static Number narrow(std::uint64_t number, Reader& in) {
  if (number > std::numeric_limits<Number>::max()) in.broken();
  return static_cast<Number>(number);
}

static Fingerprint fingerprint_from(std::string_view text, Reader& in) {
  const auto bytes = id_bytes_from_text(text, "fingerprint");
  if (!bytes) in.broken();
  return bytes.value_or(Fingerprint{});
}

static void read_event(Reader& in, ExportedEvent& out) {
  auto& [header, fingerprint, index, event] = out.leaf;
  in.field("position");
  const auto position = in.number();
  in.field("recorded");
  header.recorded = in.time();
  in.field("occurred");
  header.occurred = in.time();
  in.field("actorKind");
  header.actor.kind = actor_kind_from(in.text(), in);
  in.field("actor");
  header.actor.ref = in.id<OperatorRef>();
  in.field("stream");
  event.stream = in.text();
  in.field("version");
  event.version = Version{in.number()};
  in.field("type");
  event.type = in.text();
  in.field("schema");
  event.schema = narrow<std::uint16_t>(in.number(), in);
  in.field("request");
  header.request = in.id<RequestId>();
  in.field("correlation");
  header.cause.correlation = in.id<RequestId>();
  in.field("cause");
  header.cause.event.reset();
  if (!in.has("null")) header.cause.event = Position{in.number()};
  in.field("index");
  index = narrow<std::uint32_t>(in.number(), in);
  if (index > position) in.broken();
  header.first = Position{position - index};
  in.field("events");
  header.events = narrow<std::uint32_t>(in.number(), in);
  in.field("fingerprint");
  fingerprint = fingerprint_from(in.text(), in);
  in.field("payloadSize");
  event.payload_size = narrow<std::uint32_t>(in.number(), in);
  in.field("payloadHash");
  out.payload_hash = in.bytes();
  header.format = in.is_next("pieces") ? newest_format : first_format;
  out.piece_sizes.clear();
  if (header.format != first_format) {
    in.field("pieces");
    out.piece_sizes = in.sizes();
  }
  in.field("payload");
  out.payload_bytes = in.bytes();
}

// The one spelling of an event is asked for at the end: whatever reads it as JSON sees what was
// verified.
Status read_event_line(std::string_view line, ExportedEvent& into) {
  Reader in(line);
  read_event(in, into);
  auto& event = into.leaf.event;
  const bool fits = event.stream.size() < 256 && event.type.size() < 256 &&
                    into.payload_hash.size() == sizeof(Hash);
  event.payload_hash = into.payload_hash;
  if (!in.ends_with("}") || !fits || to_line(into.leaf, into.payload()) != line)
    return not_a_line(in.name());
  return {};
}

}  // namespace riskflow::proof
