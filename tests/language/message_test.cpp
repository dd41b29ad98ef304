// Bodies and headers of messages as values (wdl.md 3.3 and 4.6).

#include "domain/language/message.hpp"

#include <array>

#include <gtest/gtest.h>

#include "domain/language/context.hpp"
#include "domain/language/envelope.hpp"
#include "domain/language/form.hpp"
#include "domain/language/multipart.hpp"
#include "domain/language/text.hpp"
#include "tests/language/example_environment.hpp"

namespace riskflow::language {
namespace {

// The body as JSON, "absent", or "error: " with the code.
std::string decoded(std::string_view type, std::string_view bytes) {
  const auto body = decode_body(type, bytes);
  if (!body) return "error: " + std::string(riskflow::to_text(body.error().code));
  return *body ? to_json_text(**body) : "absent";
}

struct BodyRow {
  std::string_view type;
  std::string_view bytes;
  std::string_view expected;
};

constexpr BodyRow body_rows[] = {
    {"application/json", R"({"a": [1, 2.50]})", R"({"a":[1,2.5]})"},
    {"Application/JSON; charset=utf-8", "\xEF\xBB\xBF[1]", "[1]"},
    {"application/problem+json", R"({"status": 404})", R"({"status":404})"},
    {"application/json", "null", "null"},
    {"application/json", "\"text\"", "\"text\""},
    {"application/json", "", "absent"},
    {"application/json", "{\"a\":", "error: invalid"},
    {"application/json", "hello", "error: invalid"},
    {"text/plain", "hello", "\"hello\""},
    {"text/plain", "", "\"\""},
    {"text/csv; charset=ISO-8859-1", "na\xEFve", "\"naïve\""},
    {"text/html", "<p>", "\"<p>\""},
    {"application/xml", "<a/>", R"({"$content-type":"application/xml","$content":"PGEvPg=="})"},
    {"image/png", "\x01", R"({"$content-type":"image/png","$content":"AQ=="})"},
    {"image/p\xEFg", "", R"({"$content-type":"image/p�g","$content":""})"},
    {"application/octet-stream", "",
     R"({"$content-type":"application/octet-stream","$content":""})"},
    {"", "x", R"({"$content-type":"application/octet-stream","$content":"eA=="})"},
    {"", "", "absent"},
    {"application/x-www-form-urlencoded", "test&x=y=z&&&===",
     R"({"$content-type":"application/x-www-form-urlencoded","$content":"dGVzdCZ4PXk9eiYmJj09PQ==",)"
     R"("$formdata":[{"key":"test","value":""},{"key":"x","value":"y=z"},{"key":"","value":""},)"
     R"({"key":"","value":""},{"key":"","value":"=="}]})"},
    {"application/x-www-form-urlencoded", "a+b=%C3%A9%20+%2B",
     R"({"$content-type":"application/x-www-form-urlencoded","$content":"YStiPSVDMyVBOSUyMCslMkI=",)"
     R"("$formdata":[{"key":"a b","value":"é  +"}]})"},
    {"multipart/mixed", "no boundary",
     R"({"$content-type":"multipart/mixed","$content":"bm8gYm91bmRhcnk="})"},
};

TEST(ABody, IsReadByItsContentType) {
  for (const auto& [type, bytes, expected] : body_rows)
    EXPECT_EQ(decoded(type, bytes), expected) << type << ": " << bytes;
}

// As a trace of the service shows it.
TEST(ABody, OfSeveralPartsHasThemAllBesideItsBytes) {
  const std::string bytes =
      "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\ny=z\r\n"
      "--b\r\nContent-Disposition: form-data; name=\"rust\"\r\nContent-Type: text/rust\r\n\r\n"
      "fn main() {\n}\n\r\n--b--\r\n";
  const auto body = decode_body("multipart/form-data; boundary=b", bytes);
  ASSERT_TRUE(body && *body);
  EXPECT_EQ(envelope_bytes(**body), bytes);
  EXPECT_EQ(
      to_json_text(*(*body)->find("$multipart")),
      R"([{"headers":{"Content-Disposition":"form-data; name=\"x\"","Content-Length":"3"},)"
      R"("body":{"$content-type":"application/octet-stream","$content":"eT16"}},)"
      R"({"headers":{"Content-Disposition":"form-data; name=\"rust\"","Content-Type":"text/rust",)"
      R"("Content-Length":"14"},"body":"fn main() {\n}\n"}])");
}

TEST(ABody, OfTooManyFieldsIsRefused) {
  const auto body =
      decode_body("application/x-www-form-urlencoded", std::string(form_fields_max, '&'));
  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().code, Errc::too_large);
}

std::string encoded(std::string_view json) {
  const auto body = encode_body(json_value(json));
  return body.content_type + "|" + body.bytes;
}

TEST(ABody, IsSentAsTheValueSays) {
  EXPECT_EQ(encoded("null"), "|");
  EXPECT_EQ(encoded(R"("as it {is}")"), "|as it {is}");
  EXPECT_EQ(encoded(R"({"a": [1, 2.0, null]})"), R"(application/json|{"a":[1,2.0,null]})");
  EXPECT_EQ(encoded("[]"), "application/json|[]");
  EXPECT_EQ(encoded("7"), "application/json|7");
  EXPECT_EQ(encoded("true"), "application/json|true");
  EXPECT_EQ(encoded(R"({"$content-type": "application/xml", "$content": "PGEvPg=="})"),
            "application/xml|<a/>");
  EXPECT_EQ(encoded(R"({"$content-type": "image/png", "$content": "?"})"),
            R"(application/json|{"$content-type":"image/png","$content":"?"})");
}

TEST(ABody, IsMadeOfItsPartsOrFields) {
  EXPECT_EQ(encoded(R"({"$content-type": "application/x-www-form-urlencoded",
                        "$formdata": [{"key": "a b", "value": "é&"}, {"key": "n", "value": 1}]})"),
            "application/x-www-form-urlencoded|a%20b=%C3%A9%26&n=1");
  EXPECT_EQ(encoded(R"({"$content-type": "multipart/form-data", "$multipart": [
              {"headers": {"Content-Disposition": "form-data; name=\"x\"\r\nEvil: 1"}, "body": "--part-0"},
              {"headers": {}, "body": {"a": 1}}]})"),
            "multipart/form-data; boundary=part-1|--part-1\r\n"
            "Content-Disposition: form-data; name=\"x\"  Evil: 1\r\n\r\n--part-0\r\n"
            "--part-1\r\nContent-Type: application/json\r\n\r\n{\"a\":1}\r\n--part-1--\r\n");
}

TEST(ABody, ComesBackWhenItIsSentAndRead) {
  for (const auto* json :
       {R"({"a": [1, 2.5, "x", null, {"b": {}}]})", "[]", "3", "true",
        R"({"$content-type": "image/png", "$content": "AQID"})",
        R"({"$content-type": "application/x-www-form-urlencoded", "$content": "YT0x",
            "$formdata": [{"key": "a", "value": "1"}]})"}) {
    const auto sent = encode_body(json_value(json));
    const auto read = decode_body(sent.content_type, sent.bytes);
    ASSERT_TRUE(read && *read) << json;
    EXPECT_EQ(**read, json_value(json)) << json;
  }
}

TEST(ABody, OfAnyBytesIsReadWithoutHarmOrLoss) {
  constexpr std::array<std::string_view, 9> types{"",
                                                  "application/json",
                                                  "text/plain",
                                                  "text/plain; charset=latin1",
                                                  "image/png",
                                                  "application/x-www-form-urlencoded",
                                                  "multipart/mixed; boundary=b",
                                                  "multipart/; boundary=\"",
                                                  ";;=;charset"};
  SeededBits bits{20260112};
  for (int round = 0; round < 20'000; ++round) {
    const auto type = types[bits.next() % types.size()];
    std::string bytes;
    for (auto length = bits.next() % 24; length > 0; --length)
      bytes += bits.next() % 4 == 0 ? static_cast<char>(bits.next() & 0xFF)
                                    : "\r\n--b:&=%2+[]{}\"1"[bits.next() % 18];
    const auto body = decode_body(type, bytes);
    if (!body || !*body) continue;
    if (envelope_bytes(**body)) EXPECT_EQ(encode_body(**body).bytes, bytes) << "round " << round;
  }
}

TEST(AForm, ComesBackWhenItIsWrittenAndRead) {
  SeededBits bits{20260112};
  for (int round = 0; round < 500; ++round) {
    Value::Array fields;
    const auto text = [&] {
      std::string out;
      for (auto length = bits.next() % 6; length > 0; --length)
        append_code_point(out, static_cast<char32_t>(bits.next() % 0x2FF));
      return out;
    };
    for (auto count = 1 + bits.next() % 4; count > 0; --count)
      fields.push_back(Value::object({{"key", text()}, {"value", text()}}));
    EXPECT_EQ(form_fields(form_text(fields)), fields) << form_text(fields);
  }
}

TEST(Parts, ComeBackWhenTheyAreWrittenAndRead) {
  SeededBits bits{20260112};
  for (int round = 0; round < 300; ++round) {
    std::vector<EncodedPart> parts(1 + bits.next() % 3);
    for (auto& part : parts)
      for (auto length = bits.next() % 12; length > 0; --length)
        part.bytes += "\r\n-part01"[bits.next() % 9];
    const auto made = multipart_of("multipart/mixed", parts);
    const auto read = parts_of(made.content_type, made.bytes);
    ASSERT_TRUE(read) << made.bytes;
    ASSERT_EQ(read->size(), parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i)
      EXPECT_EQ(envelope_bytes(*(*read)[i].find("body")), parts[i].bytes) << made.bytes;
  }
}

TEST(Headers, ThatThePlatformStripsAreThoseOfTheList) {
  for (const auto* name :
       {"Accept-Language", "accept-encoding", "Allow", "Content-Length", "Content-MD5", "Cookie",
        "Expires", "HOST", "Last-Modified", "Origin", "Set-Cookie", "Transfer-Encoding"})
    EXPECT_TRUE(is_stripped(name)) << name;
  for (const auto* name : {"Accept", "Content-Type", "Content-Encoding", "content-disposition",
                           "Authorization", "X-Custom", "Location", "Date"})
    EXPECT_FALSE(is_stripped(name)) << name;
}

TEST(Headers, KeepTheirOrderAndLabelsWhenSomeAreStripped) {
  const auto headers =
      json_value(R"({"X-B": "1", "Host": "x", "Accept": "*/*"})").with_labels(secure_label());
  const auto stripped = strip_headers(headers);
  EXPECT_EQ(to_json_text(stripped), R"({"X-B":"1","Accept":"*/*"})");
  EXPECT_EQ(stripped.labels(), secure_label());
  EXPECT_EQ(strip_headers(Value{}), Value{});
}

TEST(Headers, AreFoundByNameInAnyCase) {
  const auto headers = json_value(R"({"content-TYPE": "text/plain", "X": null})");
  ASSERT_NE(find_header(headers, "Content-Type"), nullptr);
  EXPECT_EQ(find_header(headers, "Content-Type")->text(), "text/plain");
  EXPECT_EQ(find_header(headers, "X"), nullptr);
  EXPECT_EQ(find_header(headers, "Y"), nullptr);
}

}  // namespace
}  // namespace riskflow::language
