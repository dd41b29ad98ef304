#include "domain/codec/codec.hpp"

#include <algorithm>

#include <boost/mp11/algorithm.hpp>

#include "domain/codec/archive.hpp"

namespace riskflow::codec {

namespace mp = boost::mp11;
using domain::AnyEvent;

// Seals the personal fields of one event.
class FieldsOfEvent final : public PersonalFields {
 public:
  FieldsOfEvent(Sealer& sealer, std::uint32_t ordinal, std::string_view event)
      : sealer_(sealer), ordinal_(ordinal), event_(event) {}

  Bytes seal(std::uint16_t field, std::span<const SubjectRef> subjects, Purpose purpose,
             BytesView plaintext) override {
    auto sealed = sealer_.seal(subjects, purpose, ordinal_, event_, field, plaintext);
    if (!sealed) throw Malformed{sealed.error()};
    return std::move(*sealed);
  }

 private:
  Sealer& sealer_;
  std::uint32_t ordinal_;
  std::string_view event_;
};

Result<Encoded> encode(const AnyEvent& event, std::uint32_t ordinal, Sealer& sealer) {
  const auto row = domain::facts_of(event);
  Encoded out{row.name, row.version, {}, {}};
  FieldsOfEvent fields(sealer, ordinal, row.name);
  try {
    Writer writer(out.payload, &fields);
    std::visit([&](const auto& e) { writer.put(e); }, event);
    out.sealed = writer.take_sealed();
  } catch (const Malformed& bad) { return fail(bad.error); }
  return out;
}

// One decoder a row of the registry and an earlier form, found by wire name and version.
struct Decoder {
  std::string_view name;
  std::uint16_t version;
  void (*decode)(Reader&, AnyEvent& into);

  // In the order of their search: lengths first, which tell most names apart at once.
  static std::tuple<std::size_t, std::string_view, std::uint16_t> key_of(std::string_view name,
                                                                         std::uint16_t version) {
    return {name.size(), name, version};
  }
  auto key() const { return key_of(name, version); }
};

template <class E>
constexpr bool is_current = mp::mp_contains<AnyEvent, E>::value;

// From form to form, until it is the present one.
template <class E>
static void raise(E old, AnyEvent& into) {
  auto next = upcast(std::move(old));
  if constexpr (is_current<decltype(next)>)
    into = std::move(next);
  else
    raise(std::move(next), into);
}

template <class E>
static void decode_one(Reader& in, AnyEvent& into) {
  if constexpr (is_current<E>) {
    in.get(into.emplace<E>());
  } else {
    E old;
    in.get(old);
    raise(std::move(old), into);
  }
}

template <class... Rows>
static std::array<Decoder, sizeof...(Rows)> make_decoders(mp::mp_list<Rows...>) {
  std::array decoders{Decoder{Rows::name, Rows::version, &decode_one<typename Rows::event>}...};
  std::ranges::sort(decoders, {}, &Decoder::key);
  return decoders;
}

static const Decoder* find_decoder(std::string_view type, std::uint16_t schema) {
  static const auto decoders =
      make_decoders(mp::mp_append<domain::Registry, domain::EarlierForms>{});
  const auto key = Decoder::key_of(type, schema);
  const auto at = std::ranges::lower_bound(decoders, key, {}, &Decoder::key);
  return at != decoders.end() && at->key() == key ? &*at : nullptr;
}

static std::unexpected<Error> unknown(std::string_view type, std::uint16_t schema) {
  return fail(Errc::corrupt,
              "an event called '" + std::string(type) + "' of version " + std::to_string(schema) +
                  " is unknown: this log was written by a newer riskflow, or is damaged",
              std::string(type));
}

static std::unexpected<Error> undecodable(std::string_view type, Position position,
                                          std::string_view why) {
  return fail(Errc::corrupt,
              "the event '" + std::string(type) + "' at position " +
                  std::to_string(to_number(position)) + " cannot be read: " + std::string(why),
              std::string(type));
}

template <class Read>
static Status reading(std::string_view type, std::uint16_t schema, BytesView payload,
                      Position position, const Read& read) {
  const auto* decoder = find_decoder(type, schema);
  if (decoder == nullptr) return unknown(type, schema);
  try {
    Reader in(payload, position);
    read(*decoder, in);
    if (!in.done()) return undecodable(type, position, "there are bytes left over");
    return {};
  } catch (const Malformed& bad) { return undecodable(type, position, bad.error.message); }
}

Result<AnyEvent> decode(std::string_view type, std::uint16_t schema, BytesView payload,
                        Position position) {
  Result<AnyEvent> event;  // decoded in place: it is large
  const auto status = reading(type, schema, payload, position,
                              [&](const Decoder& row, Reader& in) { row.decode(in, *event); });
  if (!status) event = fail(status.error());
  return event;
}

Result<Bytes> envelope_of(std::string_view type, std::uint16_t schema, BytesView payload,
                          std::uint16_t field) {
  std::optional<Bytes> found;
  const auto status =
      reading(type, schema, payload, Position{}, [&](const Decoder& row, Reader& in) {
        AnyEvent event;
        in.want(field);
        row.decode(in, event);
        found = in.found();
      });
  if (!status) return fail(status.error());
  if (!found || found->empty())
    return fail(Errc::not_found, "there is no such personal field", std::string(type));
  return *found;
}

Bytes personal_bytes(const domain::subject::Identity& value) { return plain_bytes(value); }
Bytes personal_bytes(const domain::subject::HrFacts& value) { return plain_bytes(value); }
Bytes personal_bytes(const domain::alert::Text& value) { return plain_bytes(value); }
Bytes personal_bytes(const std::string& value) { return plain_bytes(value); }

template <>
Result<domain::subject::Identity> personal_from_bytes(BytesView bytes) {
  return read_whole<domain::subject::Identity>(bytes, Position{});
}
template <>
Result<domain::subject::HrFacts> personal_from_bytes(BytesView bytes) {
  return read_whole<domain::subject::HrFacts>(bytes, Position{});
}
template <>
Result<domain::alert::Text> personal_from_bytes(BytesView bytes) {
  return read_whole<domain::alert::Text>(bytes, Position{});
}
template <>
Result<std::string> personal_from_bytes(BytesView bytes) {
  return read_whole<std::string>(bytes, Position{});
}

}  // namespace riskflow::codec
