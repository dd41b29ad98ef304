// Events to bytes and back, and what is said of bytes that are no event.

#include "domain/codec/codec.hpp"

#include <gtest/gtest.h>

#include "tests/domain/cast.hpp"
#include "tests/domain/filling.hpp"
#include "tests/domain/plain_sealer.hpp"
#include "tests/domain/printing.hpp"

namespace riskflow::domain::tests {

static codec::Encoded encoded(const AnyEvent& event) {
  PlainSealer sealer;
  auto made = codec::encode(event, 3, sealer);
  if (!made) ADD_FAILURE() << made.error().message;
  return made ? *made : codec::Encoded{};
}

static Result<AnyEvent> decoded(const codec::Encoded& bytes) {
  return codec::decode(bytes.type, bytes.schema, bytes.payload, Position{7});
}

// Corrupt, and the event's name in message and target.
static void expect_corrupt(const Result<AnyEvent>& read, std::string_view event,
                           const std::string& why) {
  ASSERT_FALSE(read) << why << " was read: " << text_of(*read);
  EXPECT_EQ(read.error().code, Errc::corrupt) << why;
  EXPECT_NE(read.error().message.find("'" + std::string(event) + "'"), std::string::npos)
      << read.error().message;
  EXPECT_EQ(read.error().target, event) << why;
}

TEST(EveryEvent, ComesBackAsItWasWithItsPersonalFieldsSealed) {
  for_each_event_type([]<class E>() {
    const auto bytes = encoded(sample<E>());
    const auto back = decoded(bytes);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, AnyEvent(as_read(sample<E>(), Position{7}))) << text_of(*back);
  });
}

TEST(EveryEvent, ComesBackWhenItsFieldsAreEmpty) {
  for_each_event_type([]<class E>() {
    Chance chance{1};
    for (int n = 0; n < 20; ++n) {
      const auto event = random_value<E>(chance);
      const auto back = decoded(encoded(event));
      ASSERT_TRUE(back) << back.error().message;
      EXPECT_EQ(*back, AnyEvent(as_read(event, Position{7}))) << text_of(AnyEvent(event));
    }
  });
}

TEST(EveryEvent, HasTheNameAndVersionOfItsRow) {
  std::size_t row = 0;
  for_each_event_type([&]<class E>() {
    const auto facts = registry_rows()[row++];
    const auto bytes = encoded(sample<E>());
    EXPECT_EQ(bytes.type, facts.name);
    EXPECT_EQ(bytes.schema, facts.version);
    EXPECT_EQ(facts_of(AnyEvent(E{})).name, facts.name);
  });
  EXPECT_EQ(row, registry_rows().size());
}

TEST(EveryRow, HasANameAVersionAndWordsForPeople) {
  std::set<std::string_view> names;
  for (const auto& row : registry_rows()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_GE(row.version, 1) << row.name;
    EXPECT_TRUE(is_word(row.category)) << row.name;
    EXPECT_FALSE(row.activity.empty()) << row.name;
    EXPECT_EQ(row.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz.-"), std::string_view::npos)
        << row.name;
    EXPECT_NE(row.name.find('.'), std::string_view::npos) << row.name;
  }
}

TEST(EveryEvent, CutOffAnywhereIsCorrupt) {
  for_each_event_type([]<class E>() {
    const auto bytes = encoded(sample<E>());
    for (std::size_t length = 0; length < bytes.payload.size(); ++length) {
      const auto cut = bytes.payload.substr(0, length);
      expect_corrupt(codec::decode(bytes.type, bytes.schema, cut, Position{7}), bytes.type,
                     "cut to " + std::to_string(length));
    }
  });
}

TEST(EveryEvent, WithBytesLeftOverIsCorrupt) {
  for_each_event_type([]<class E>() {
    const auto bytes = encoded(sample<E>());
    for (const auto& more : {Bytes(1, '\0'), Bytes("x"), bytes.payload})
      expect_corrupt(codec::decode(bytes.type, bytes.schema, bytes.payload + more, Position{7}),
                     bytes.type, "bytes after the end");
  });
}

TEST(EveryEvent, InAnotherOrderOfBytesIsCorrupt) {
  for_each_event_type([]<class E>() {
    auto bytes = encoded(sample<E>());
    for (const char order : {'\0', '\2', '\xff'}) {
      bytes.payload[0] = order;
      expect_corrupt(decoded(bytes), bytes.type, "order " + std::to_string(order));
    }
  });
}

TEST(EveryEvent, OfAnotherVersionIsUnknown) {
  for_each_event_type([]<class E>() {
    const auto bytes = encoded(sample<E>());
    for (const int version : {0, bytes.schema + 1, 65535})
      expect_corrupt(codec::decode(bytes.type, static_cast<std::uint16_t>(version), bytes.payload,
                                   Position{7}),
                     bytes.type, "version " + std::to_string(version));
  });
}

TEST(AnUnknownEvent, IsCorruptAndNamed) {
  for (const auto* name : {"case.reopened", "", "case", "case.opened ", "zzz", "CASE.OPENED"})
    expect_corrupt(codec::decode(name, 1, "", Position{7}), name, name);
}

TEST(AnUnknownEvent, IsSaidToBeNewerOrDamaged) {
  const auto read = codec::decode("case.reopened", 2, "", Position{7});
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("of version 2"), std::string::npos);
  EXPECT_NE(read.error().message.find("newer riskflow, or is damaged"), std::string::npos);
}

TEST(ACorruptEvent, IsNamedWithItsPosition) {
  const auto read = codec::decode("case.opened", 1, "\x01", Position{42});
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("at position 42"), std::string::npos) << read.error().message;
}

// Calls `visit` with each stored enumeration in `value`: words and the keys of settings.
template <class T, class Visit>
void for_each_word(T& value, Visit&& visit) {
  if constexpr (Worded<T> || std::is_same_v<T, settings::Key>) {
    visit(value);
  } else if constexpr (codec::is_vector<T>) {
    for (auto& item : value) for_each_word(item, visit);
  } else if constexpr (codec::is_optional<T>) {
    if (value) for_each_word(*value, visit);
  } else if constexpr (Described<T> && !is_personal<T>) {
    for_each_field(value, [&](const char*, auto& member) { for_each_word(member, visit); });
  }
}

template <class T>
T other_than(T value) {
  if constexpr (std::is_same_v<T, settings::Key>) {
    const auto rows = settings::rows();
    return rows[0].key == value ? rows[1].key : rows[0].key;
  } else {
    const auto table = words(T{});
    return table[0].value == value ? table[1].value : table[0].value;
  }
}

// The bytes at which an enumeration lies: where two events differ that differ in it alone.
template <class E>
std::vector<std::size_t> places_of_words() {
  std::vector<std::size_t> places;
  const auto original = encoded(sample<E>()).payload;
  std::size_t count = 0;
  auto whole = sample<E>();
  for_each_word(whole, [&](auto&) { ++count; });
  for (std::size_t which = 0; which < count; ++which) {
    auto changed = sample<E>();
    std::size_t at = 0;
    for_each_word(changed, [&](auto& word) {
      if (at++ == which) word = other_than(word);
    });
    const auto bytes = encoded(changed).payload;
    const auto differ = std::mismatch(original.begin(), original.end(), bytes.begin());
    places.push_back(static_cast<std::size_t>(differ.first - original.begin()));
  }
  return places;
}

TEST(EveryEvent, WithANumberThatIsNoWordIsCorrupt) {
  std::size_t tried = 0;
  for_each_event_type([&]<class E>() {
    const auto bytes = encoded(sample<E>());
    for (const auto place : places_of_words<E>())
      for (const char number : {'\0', '\x7f', '\xff'}) {
        auto payload = bytes.payload;
        payload[place] = number;
        expect_corrupt(codec::decode(bytes.type, bytes.schema, payload, Position{7}), bytes.type,
                       std::string(bytes.type) + ", byte " + std::to_string(place));
        ++tried;
      }
  });
  EXPECT_GT(tried, 40U);
}

TEST(EveryEvent, WithANumberThatIsNoWordIsNotWritten) {
  // Pair checks: what could not be read again must not be stored.
  PlainSealer sealer;
  for_each_event_type([&]<class E>() {
    auto wrong = sample<E>();
    bool has_words = false;
    for_each_word(wrong, [&]<class W>(W& word) { word = W{}, has_words = true; });
    if (has_words) EXPECT_FALSE(codec::encode(wrong, 0, sealer)) << facts_of(AnyEvent(wrong)).name;
  });
}

TEST(AnOptional, ThatIsNeitherThereNorNotIsCorrupt) {
  const auto there = encoded(subject::ManagerChanged{mira, oto}),
             not_there = encoded(subject::ManagerChanged{mira, {}});
  const auto place = not_there.payload.size() - 1;
  ASSERT_EQ(there.payload[place], '\1');
  ASSERT_EQ(not_there.payload[place], '\0');
  auto payload = not_there.payload;
  payload[place] = 2;
  expect_corrupt(codec::decode("subject.manager-changed", 1, payload, Position{7}),
                 "subject.manager-changed", "2");
}

TEST(AHugeSize, IsCorruptAndAllocatesNothing) {
  auto payload = encoded(directory::Changed{{}}).payload;
  for (std::size_t i = payload.size() - 4; i < payload.size(); ++i) payload[i] = '\xff';
  expect_corrupt(codec::decode("directory.changed", 1, payload, Position{7}), "directory.changed",
                 "4 G items");
  auto text = encoded(roles::TeamCreated{""}).payload;
  for (std::size_t i = text.size() - 4; i < text.size(); ++i) text[i] = '\xff';
  expect_corrupt(codec::decode("roles.team-created", 1, text, Position{7}), "roles.team-created",
                 "4 GiB of text");
}

}  // namespace riskflow::domain::tests
