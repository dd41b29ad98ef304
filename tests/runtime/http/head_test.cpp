// The strict look at request heads, apart from any socket.

#include "runtime/http/head.hpp"

#include <gtest/gtest.h>

namespace riskflow::http {
namespace {

using Verdict = HeadScan::Verdict;

TEST(HeadScan, FindsTheSameEndHoweverTheBytesArrive) {
  const std::string head = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
  const std::string bytes = head + "body and the next request";
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    HeadScan scan(1024);
    auto verdict = Verdict::more;
    for (std::size_t end = piece; verdict == Verdict::more; end += piece)
      verdict = scan.look(std::string_view(bytes).substr(0, end));
    EXPECT_EQ(verdict, Verdict::complete) << piece;
    EXPECT_EQ(scan.size(), head.size()) << piece;
  }
}

TEST(HeadScan, RefusesAHeadOneByteOverItsLimit) {
  const std::string head = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
  EXPECT_EQ(HeadScan(head.size()).look(head), Verdict::complete);
  EXPECT_EQ(HeadScan(head.size() - 1).look(head), Verdict::too_large);
}

TEST(HeadScan, RefusesWhatParsersReadDifferently) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"bare line feed", "GET / HTTP/1.1\nHost: h\r\n\r\n"},
      {"bare carriage return", "GET / HTTP/1.1\rHost: h\r\n\r\n"},
      {"folded with a space", "GET / HTTP/1.1\r\nA: 1\r\n 2\r\n\r\n"},
      {"folded with a tab", "GET / HTTP/1.1\r\nA: 1\r\n\t2\r\n\r\n"},
      {"null byte", {"GET / HTTP/1.1\r\nA: \0\r\n\r\n", 23}},
      {"escape character", "GET / HTTP/1.1\r\nA: \x1b[2J\r\n\r\n"},
  };
  for (const auto& [name, bytes] : rows)
    EXPECT_EQ(HeadScan(1024).look(bytes), Verdict::malformed) << name;
}

TEST(Framing, ARequestSaysItsLengthInOneWayOnly) {
  struct Row {
    std::string_view name;
    Headers headers;
    HttpVersion version;
    std::string_view target;  // of the error; "" = accepted
  };
  const Row rows[] = {
      {"host only", {{"Host", "h"}}, HttpVersion::one_one, ""},
      {"length", {{"Host", "h"}, {"Content-Length", "3"}}, HttpVersion::one_one, ""},
      {"chunked", {{"Host", "h"}, {"Transfer-Encoding", "Chunked"}}, HttpVersion::one_one, ""},
      {"old without host", {}, HttpVersion::one_zero, ""},
      {"new without host", {}, HttpVersion::one_one, "Host"},
      {"both",
       {{"Host", "h"}, {"Content-Length", "3"}, {"Transfer-Encoding", "chunked"}},
       HttpVersion::one_one,
       "Transfer-Encoding"},
      {"chunked in the old version",
       {{"Transfer-Encoding", "chunked"}},
       HttpVersion::one_zero,
       "Transfer-Encoding"},
      {"unknown encoding",
       {{"Host", "h"}, {"Transfer-Encoding", "xchunked"}},
       HttpVersion::one_one,
       "Transfer-Encoding"},
  };
  for (const auto& row : rows) {
    const auto framed = check_framing(row.headers, row.version);
    EXPECT_EQ(framed ? "" : framed.error().target, row.target) << row.name;
  }
}

TEST(TraceContext, OnlyAWellFormedTraceparentIsEchoed) {
  const std::string good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  EXPECT_EQ(given_traceparent({{"traceparent", good}}), good);
  for (const std::string bad :
       {"ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", "00-<script>", ""})
    EXPECT_FALSE(given_traceparent({{"traceparent", bad}})) << bad;
}

TEST(AnswerHeaders, WhatTheHandlerSetIsKept) {
  Request request;
  request.correlation = "0123";
  auto page = html("x");
  page.headers.set("Content-Security-Policy", "default-src 'self'");
  page.headers.set("cache-control", "max-age=60");
  complete_headers(page, request);
  EXPECT_EQ(page.headers.find("Content-Security-Policy"), "default-src 'self'");
  EXPECT_EQ(page.headers.find("Cache-Control"), "max-age=60");
  EXPECT_EQ(page.headers.count("Cache-Control"), 1u);
  EXPECT_EQ(page.headers.find("Cross-Origin-Opener-Policy"), "same-origin");
  EXPECT_EQ(page.headers.find("request-id"), "0123");
}

TEST(AnswerHeaders, DatesAreWrittenAsHttpWantsThem) {
  EXPECT_EQ(http_date(instant_from_text("1994-11-06T08:49:37Z").value()),
            "Sun, 06 Nov 1994 08:49:37 GMT");
}

}  // namespace
}  // namespace riskflow::http
