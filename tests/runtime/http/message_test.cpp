// Requests, answers and request targets as values.

#include "runtime/http/message.hpp"

#include <gtest/gtest.h>

#include "runtime/http/target.hpp"

namespace riskflow::http {
namespace {

TEST(HttpMessage, MethodsReadBackFromTheirText) {
  for (const auto& row : method_texts) EXPECT_EQ(method_from_text(row.text), row.method);
  EXPECT_EQ(method_from_text("TRACE"), Method::other);
  EXPECT_EQ(method_from_text("get"), Method::other);
}

TEST(HttpMessage, HeaderNamesAreFoundWithoutRegardToCase) {
  Headers headers{{"Content-Type", "text/plain"}, {"X-A", "1"}, {"x-a", "2"}};
  EXPECT_EQ(headers.find("content-TYPE"), "text/plain");
  EXPECT_EQ(headers.count("X-a"), 2u);
  headers.set("x-A", "3");
  EXPECT_EQ(headers.count("X-A"), 1u);
  EXPECT_EQ(headers.find("X-A"), "3");
  EXPECT_FALSE(headers.find("X-B"));
}

TEST(HttpMessage, AnAnswerOfCreationNamesTheAddress) {
  const auto response = created("/v1.0/cases/1", R"({"id":"1"})");
  EXPECT_EQ(response.status, HttpStatus::created);
  EXPECT_EQ(response.headers.find("Location"), "/v1.0/cases/1");
  EXPECT_EQ(response.content_type, json_type);
  EXPECT_EQ(no_content().status, HttpStatus::no_content);
}

TEST(HttpMessage, UnknownAndRepeatedQueryParametersAreRefused) {
  Request request;
  request.query = {{"$top", "5"}};
  EXPECT_TRUE(only_query(request, {"$top", "$filter"}));
  const auto unknown = only_query(request, {"$filter"});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Errc::invalid);
  EXPECT_EQ(unknown.error().target, "$top");
  EXPECT_NE(unknown.error().message.find("$filter"), std::string::npos);
  request.query.push_back({"$top", "6"});
  EXPECT_FALSE(only_query(request, {"$top"}));
}

struct TargetRow {
  std::string_view name;
  std::string_view text;
  std::string_view path;
  Pairs query;
};

TEST(HttpTarget, PathStaysEncodedAndQueryIsDecoded) {
  const TargetRow rows[] = {
      {"root", "/", "/", {}},
      {"escaped path", "/a%2Fb/c", "/a%2Fb/c", {}},
      {"query in order", "/x?b=1&a=2&b=3", "/x", {{"b", "1"}, {"a", "2"}, {"b", "3"}}},
      {"plus is a space", "/x?q=a+b%2Bc", "/x", {{"q", "a b+c"}}},
      {"names are decoded", "/x?%24top=5", "/x", {{"$top", "5"}}},
      {"name without value", "/x?a", "/x", {{"a", ""}}},
      {"empty query", "/x?", "/x", {}},
      {"umlaut", "/x?q=%C3%BC", "/x", {{"q", "\u00fc"}}},
      {"filter", "/x?$filter=name%20eq%20'a%26b'", "/x", {{"$filter", "name eq 'a&b'"}}},
      {"absolute form", "http://host/a?b=c", "/a", {{"b", "c"}}},
      {"absolute form without path", "http://host", "/", {}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto target = read_target(row.text);
    ASSERT_TRUE(target);
    EXPECT_EQ(target->path, row.path);
    EXPECT_EQ(target->query, row.query);
  }
}

TEST(HttpTarget, TextThatIsNoTargetIsRefused) {
  for (const auto* text :
       {"", "a", "*", "host:443", "/a b", "/%", "/?a=%0a", "/?a=%C3", "/?a=%ED%A0%80", "/?%00=1"}) {
    const auto target = read_target(text);
    ASSERT_FALSE(target) << text;
    EXPECT_EQ(target.error().code, Errc::invalid);
  }
}

TEST(HttpTarget, OnlyWellFormedUtf8IsText) {
  for (const auto* good :
       {"", "abc", "\xc3\xbc", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf"})
    EXPECT_TRUE(is_utf8(good)) << good;
  const std::pair<std::string_view, std::string_view> bad[] = {
      {"lone continuation", "\x80"},
      {"overlong slash", "\xc0\xaf"},
      {"overlong three", "\xe0\x9f\xbf"},
      {"surrogate", "\xed\xa0\x80"},
      {"cut short", "\xe2\x82"},
      {"beyond the last", "\xf4\x90\x80\x80"},
      {"latin 1", "\xfc"},
      {"bad third byte", "\xe2\x82\x41"},
  };
  for (const auto& [name, bytes] : bad) EXPECT_FALSE(is_utf8(bytes)) << name;
}

TEST(HttpTarget, EncodedTextReadsBackAsItself) {
  const std::string text = "a/b c+d&e=f?%\u00fc'\"$";
  const auto target = read_target("/x?v=" + encode(text));
  ASSERT_TRUE(target);
  EXPECT_EQ(target->query, (Pairs{{"v", text}}));
  EXPECT_EQ(*decode_segment(encode(text)), text);
}

}  // namespace
}  // namespace riskflow::http
