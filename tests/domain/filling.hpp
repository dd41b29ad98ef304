#pragma once
// Values for every field of a struct, from its description: `sample<E>()` fills each field with
// something of its own, `random_value<E>(chance)` with anything that can be.
// Commands, which have no description, are filled by their structure (Boost.PFR).

#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <type_traits>

#include <boost/pfr/core.hpp>

#include "domain/codec/archive.hpp"
#include "domain/registry.hpp"

namespace riskflow::domain::tests {

// Where the values come from.
class Counting {
 public:
  std::uint64_t next() { return ++last_; }
  std::size_t items() { return 2; }
  bool there() { return true; }
  std::string text(std::string_view field) {
    return std::string(field) + "-" + std::to_string(next());
  }
  template <class AnId>
  AnId id() {
    AnId made;
    made.bytes.fill(static_cast<std::uint8_t>(next()));
    return made;
  }

 private:
  std::uint64_t last_ = 0;
};

// Numbers from a seed.  Ids come from a small pool, so that random things meet.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t next() { return engine_(); }
  std::uint64_t below(std::uint64_t n) { return next() % n; }
  std::size_t items() { return below(4); }
  bool there() { return below(2) == 0; }
  std::string text(std::string_view) {
    std::string made;
    for (auto n = below(20); n > 0; --n) made += static_cast<char>(below(256));
    return made;
  }
  template <class AnId>
  AnId id() {
    AnId made;
    made.bytes.fill(static_cast<std::uint8_t>(below(4)));  // sometimes nobody
    return made;
  }

 private:
  std::mt19937_64 engine_;
};

template <class T>
inline constexpr bool is_variant = false;
template <class... Ts>
inline constexpr bool is_variant<std::variant<Ts...>> = true;

template <class T>
inline constexpr bool is_set = false;
template <class T>
inline constexpr bool is_set<std::set<T>> = true;

template <class T, class Source>
void fill(T& value, Source& from, std::string_view field);

template <class T, class Source>
void fill_personal(Personal<T>& value, Source& from, std::string_view field) {
  if (!from.there()) return;
  std::vector<SubjectRef> about{from.template id<SubjectRef>()};
  if (from.there()) about.push_back(from.template id<SubjectRef>());
  const auto purpose = static_cast<Purpose>(1 + from.next() % 3);
  T inside{};
  fill(inside, from, field);
  value = Personal<T>::about(std::move(about), purpose, std::move(inside));
}

template <std::size_t N = 0, class T, class Source>
void fill_variant(T& value, Source& from, std::size_t which) {
  if constexpr (N < std::variant_size_v<T>) {
    if (which != N) return fill_variant<N + 1>(value, from, which);
    fill(value.template emplace<N>(), from, "variant");
  }
}

template <class T, class Source>
void fill(T& value, Source& from, std::string_view field) {
  if constexpr (is_personal<T>) {
    fill_personal(value, from, field);
  } else if constexpr (Worded<T>) {
    const auto table = words(T{});
    value = table[from.next() % table.size()].value;
  } else if constexpr (std::is_same_v<T, settings::Key>) {
    const auto table = settings::rows();
    value = table[from.next() % table.size()].key;
  } else if constexpr (std::is_same_v<T, bool>) {
    value = from.there();
  } else if constexpr (std::is_enum_v<T> || std::is_arithmetic_v<T>) {
    value = static_cast<T>(from.next());
  } else if constexpr (std::is_same_v<T, std::string>) {
    value = from.text(field);
  } else if constexpr (std::is_same_v<T, Instant>) {
    // Within days of each other, to the microsecond.
    value = *instant_from_text("2026-01-05") +
            std::chrono::microseconds{from.next() % 1'000'000'000'000};
  } else if constexpr (codec::is_id<T>) {
    value = from.template id<T>();
  } else if constexpr (codec::is_optional<T>) {
    if (from.there()) fill(value.emplace(), from, field);
  } else if constexpr (codec::is_vector<T>) {
    value.resize(from.items());
    for (auto& item : value) fill(item, from, field);
  } else if constexpr (is_set<T>) {
    for (auto n = from.items(); n > 0; --n) {
      typename T::value_type item{};
      fill(item, from, field);
      value.insert(std::move(item));
    }
  } else if constexpr (is_variant<T>) {
    fill_variant(value, from, from.next() % std::variant_size_v<T>);
  } else if constexpr (Described<T>) {
    for_each_field(value, [&](const char* name, auto& member) { fill(member, from, name); });
  } else {
    boost::pfr::for_each_field(value, [&](auto& member) { fill(member, from, field); });
  }
}

// One fixed value with something of its own in each field.
template <class T>
T sample() {
  Counting from;
  T value{};
  fill(value, from, "value");
  return value;
}

// Any value; strings hold any bytes, ids are of four.
template <class T>
T random_value(Chance& chance) {
  T value{};
  fill(value, chance, "value");
  return value;
}

// Calls `visit.template operator()<E>()` for every event of the registry.
template <class Visit>
void for_each_event_type(Visit&& visit) {
  boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, Registry>>(
      [&]<class Row>(boost::mp11::mp_identity<Row>) {
        visit.template operator()<typename Row::event>();
      });
}

// The event as it is read from `position`: personal fields are references, numbered in order.
template <class T>
void seal_fields(T& value, Position position, std::uint16_t& field) {
  if constexpr (is_personal<T>) {
    const PersonalRef lies{position, field++};
    if (!value.is_absent()) value = T::sealed_at(lies);
  } else if constexpr (codec::is_vector<T>) {
    for (auto& item : value) seal_fields(item, position, field);
  } else if constexpr (codec::is_optional<T>) {
    if (value) seal_fields(*value, position, field);
  } else if constexpr (Described<T>) {
    for_each_field(value, [&](const char*, auto& member) { seal_fields(member, position, field); });
  }
}
template <class E>
E as_read(E event, Position position) {
  std::uint16_t field = 0;
  seal_fields(event, position, field);
  return event;
}

}  // namespace riskflow::domain::tests
