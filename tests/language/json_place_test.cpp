// Where a finding stands in the text that somebody has in an editor.

#include "domain/language/json_place.hpp"

#include <gtest/gtest.h>

namespace riskflow::language {

static constexpr std::string_view document = R"({
  "first": {"a": [1, {"b": "x } ] \" y"}, [[]], true], "näme": -1.5e3, "last": null},
  "a/b": {"~": {}},
  "again": [
    "one",
    {"two": 2}
  ]
})";

static TextPlace place(std::string_view pointer) { return place_of(document, pointer); }

TEST(ThePlaceOfAPointer, IsTheNameOfAMember) {
  EXPECT_EQ(place("/first"), (TextPlace{2, 3}));
  EXPECT_EQ(place("/again"), (TextPlace{4, 3}));
  EXPECT_EQ(place("/again/1/two"), (TextPlace{6, 6}));
}

TEST(ThePlaceOfAPointer, IsTheBeginningOfAnElement) {
  EXPECT_EQ(place("/again/0"), (TextPlace{5, 5}));
  EXPECT_EQ(place("/first/a/1"), (TextPlace{2, 22}));
  EXPECT_EQ(place("/first/a/3"), (TextPlace{2, 49}));
}

TEST(ThePlaceOfAPointer, IsCountedInCharacters) {
  EXPECT_EQ(place("/first/last"), (TextPlace{2, 72}));
}

TEST(ThePlaceOfAPointer, IsFoundBehindEscapes) { EXPECT_EQ(place("/a~1b/~0"), (TextPlace{3, 11})); }

TEST(ThePlaceOfAPointer, IsAsFarAsItLeads) {
  EXPECT_EQ(place(""), (TextPlace{1, 1}));
  EXPECT_EQ(place("/unknown/x"), (TextPlace{1, 1}));
  EXPECT_EQ(place("/again/7"), (TextPlace{4, 3}));
  EXPECT_EQ(place("/again/1/two/three"), (TextPlace{6, 6}));
}

TEST(ThePlaceOfAPointer, IsSomewhereInATextThatIsNoJson) {
  for (const std::string_view text :
       {"", "{", "[", "{\"a", "{\"a\"", "{\"a\":", "[1,", "\"\\", "]"})
    for (const std::string_view pointer : {"", "/a", "/a/b", "/0/1", "/~"})
      EXPECT_LE(place_of(text, pointer).column, text.size() + 1) << text << " " << pointer;
}

}  // namespace riskflow::language
