// What a person reads of a caught mail.

#include <gtest/gtest.h>

#include "tests/tools/scripted.hpp"

namespace riskflow::cli {
namespace {

constexpr auto a_mail = R"({"number":1,"receivedDateTime":"2026-01-12T08:30:01.5Z",
  "from":"riskflow@example.org","to":["oto@example.org"],"subject":"One alert","size":812,
  "headers":[
    {"name":"MIME-Version","value":"1.0"},
    {"name":"from","value":"Flows <riskflow@example.org>"},
    {"name":"To","value":"Oto Brandt <oto@example.org>"},
    {"name":"Subject","value":"One alert"},
    {"name":"Date","value":"Mon, 12 Jan 2026 08:30:00 +0000"},
    {"name":"Message-Id","value":"<0123456789abcdef0123456789abcdef0123456789abcdef@riskflow>"}],
  "text":"Hello Oto,\n\nPolicy | Severity\nLeaks | High\n\n","html":"<p>Hello <b>Oto</b></p>"})";

std::string page_of(const std::string& mail) {
  return CommandLine().answers(mail).run({"mail", "show", "1"}).out;
}

TEST(MailPage, ShowsWhoAndWhenThenTheTextThenTheOtherHeaders) {
  EXPECT_EQ(page_of(a_mail),
            "From     Flows <riskflow@example.org>\n"
            "To       Oto Brandt <oto@example.org>\n"
            "Subject  One alert\n"
            "Date     Mon, 12 Jan 2026 08:30:00 +0000\n"
            "\n"
            "  Hello Oto,\n"
            "\n"
            "  Policy | Severity\n"
            "  Leaks | High\n"
            "\n"
            "(there is an HTML part as well: add -o json to see it)\n"
            "\n"
            "HEADERS (2)\n"
            "  MIME-Version: 1.0\n"
            "  Message-Id: <0123456789abcdef0123456789abcdef0123456789abcdef@riskflow>\n");
}

TEST(MailPage, TakesFromTheEnvelopeWhatTheHeadersDoNotSay) {
  EXPECT_EQ(page_of(R"({"number":1,"receivedDateTime":"2026-01-12T08:30:01Z","from":"a@x",
                        "to":["b@x","c@x"],"subject":"","headers":[],"text":"","html":"<p>x"})"),
            "From     a@x\n"
            "To       b@x, c@x\n"
            "Date     2026-01-12T08:30:01Z\n"
            "\n"
            "(there is no text)\n"
            "\n"
            "(there is an HTML part as well: add -o json to see it)\n");
}

TEST(MailPage, LetsNoMailSteerTheTerminalOrFakeAHeader) {
  EXPECT_EQ(page_of(R"({"from":"a@x\nDate     never","to":["b@x"],
                        "headers":[{"name":"X-A\r\nX-B","value":"1\u001b[2J"}],
                        "text":"one\u001b[2J\r\nHEADERS (1)\n"})"),
            "From     a@x Date     never\n"
            "To       b@x\n"
            "\n"
            "  one?[2J\n"
            "  HEADERS (1)\n"
            "\n"
            "HEADERS (1)\n"
            "  X-A X-B: 1?[2J\n");
}

TEST(MailPage, LeavesEverythingInTheJson) {
  const auto ran = CommandLine().answers(a_mail).run({"mail", "show", "1", "-o", "json"});
  EXPECT_NE(ran.out.find("<p>Hello <b>Oto</b></p>"), std::string::npos);
  EXPECT_NE(ran.out.find("\"size\": 812"), std::string::npos);
}

}  // namespace
}  // namespace riskflow::cli
