// How a command line fails: what it says, where, and with which exit code.

#include <sstream>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "tests/tools/scripted.hpp"
#include "tools/riskflow/commands.hpp"

namespace riskflow::cli {
namespace {

struct Mapped {
  Errc code;
  int exit;
};
class EveryErrorCode : public ::testing::TestWithParam<Mapped> {};

TEST_P(EveryErrorCode, EndsWithItsExitCode) {
  const auto ran =
      CommandLine().fails({GetParam().code, "it went wrong", "", {}}).run({"case", "show", "1"});
  EXPECT_EQ(ran.code, GetParam().exit);
  EXPECT_EQ(ran.err, "riskflow: it went wrong\n");
  EXPECT_EQ(ran.out, "");
}

INSTANTIATE_TEST_SUITE_P(Failures, EveryErrorCode,
                         ::testing::Values(Mapped{Errc::invalid, 2},
                                           Mapped{Errc::unauthenticated, 4},
                                           Mapped{Errc::forbidden, 5}, Mapped{Errc::not_found, 6},
                                           Mapped{Errc::conflict, 7}, Mapped{Errc::rejected, 7},
                                           Mapped{Errc::too_large, 1}, Mapped{Errc::expired, 1},
                                           Mapped{Errc::erased, 1}, Mapped{Errc::corrupt, 3},
                                           Mapped{Errc::unavailable, 8}, Mapped{Errc::internal, 1}),
                         [](const auto& info) { return std::string(to_text(info.param.code)); });

TEST(Failure, SaysWhatItIsAboutAndTheFacts) {
  const auto ran = CommandLine()
                       .fails({Errc::unavailable, "not yet", "views", {{"lag", "12"}}})
                       .run({"case", "list"});
  EXPECT_EQ(ran.err, "riskflow: not yet\n  about: views\n  lag: 12\n");
}

TEST(Failure, IsAProblemInJsonWhenJsonIsAskedFor) {
  const auto ran = CommandLine()
                       .fails({Errc::not_found, "no such case", "case", {}})
                       .run({"case", "show", "9", "-o", "json"});
  const auto problem = boost::json::parse(ran.err);
  EXPECT_EQ(problem.at("status").to_number<int>(), 404);
  EXPECT_EQ(problem.at("error").at("target").as_string(), "case");
  EXPECT_EQ(problem.at("error").at("innererror").at("code").as_string(), "not_found");
}

struct Wrong {
  std::string name;
  std::vector<std::string> typed;
  std::string says;
};
void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.name; }
class WrongArguments : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongArguments, EndWithTwoAndNameTheOption) {
  CommandLine line;
  const auto ran = line.run(GetParam().typed);
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find(GetParam().says), std::string::npos) << ran.err;
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(line.script.opened, 0);
}

INSTANTIATE_TEST_SUITE_P(
    Failures, WrongArguments,
    ::testing::Values(
        Wrong{"missing_option", {"alert", "dismiss", "3f9a"}, "--reason"},
        Wrong{"missing_argument", {"case", "show"}, "case"},
        Wrong{"unknown_option", {"case", "list", "--colour"}, "--colour"},
        Wrong{"unknown_noun", {"cases"}, "cases"},
        Wrong{"unknown_verb", {"case", "close", "1"}, "close"},
        Wrong{"no_number", {"case", "list", "--top", "many"}, "--top"},
        Wrong{"too_many_arguments", {"case", "show", "1", "2"}, "2"},
        Wrong{"unknown_format", {"case", "list", "-o", "xml"}, "--output"},
        Wrong{"two_doors", {"me", "--server", "http://x", "--data", "d"}, "--server"},
        Wrong{"no_case", {"alert", "confirm", "3f9a"}, "--case-name"},
        Wrong{"scope_without_days", {"user", "scope", "A", "--policy", "7"}, "--days"},
        Wrong{"nothing_to_edit", {"policy", "edit", "7"}, "--description"},
        Wrong{"no_definition", {"flow", "create", "--name", "x"}, "--template"},
        Wrong{"unsure_delete", {"flow", "delete", "5b1e"}, "--yes"},
        Wrong{"no_contributor", {"case", "contributor", "1"}, "--add"},
        Wrong{"other_export", {"audit", "export", "--format", "csv"}, "--format"},
        Wrong{"no_files", {"import"}, "FILE"},
        Wrong{"unknown_progress", {"import", "x", "--progress", "loud"}, "--progress"}),
    [](const auto& info) { return info.param.name; });

TEST(Answers, ThatAreNoJsonAreNotTakenForRiskflow) {
  const auto ran = CommandLine().answers("<html>").run({"case", "show", "1"});
  EXPECT_EQ(ran.code, 8);
}

// The words of an example as a shell would cut them, up to a pipe or redirection.
std::vector<std::string> words_of(std::string_view example) {
  std::vector<std::string> words{""};
  bool is_quoted = false;
  for (const char c : example) {
    if (!is_quoted && (c == '|' || c == '<' || c == '>')) break;
    if (c == '"')
      is_quoted = !is_quoted;
    else if (c == ' ' && !is_quoted)
      words.emplace_back();
    else
      words.back() += c;
  }
  if (example.find_first_of("|<>") != std::string_view::npos) words.pop_back();
  words.erase(words.begin());  // "riskflow"
  return words;
}

TEST(Examples, OfEveryCommandCanBeTyped) {
  for (const auto& command : all_commands())
    for (const auto example : command.examples) {
      ASSERT_TRUE(example.starts_with("riskflow ")) << command.noun << ' ' << command.verb;
      const auto parsed = parse(all_nouns(), all_commands(), words_of(example));
      EXPECT_TRUE(parsed) << example << ": " << parsed.error().message;
    }
}

TEST(Help, OfEveryCommandShowsItsExamples) {
  for (const auto& command : all_commands()) {
    std::vector<std::string> typed{std::string(command.noun)};
    if (!command.verb.empty()) typed.emplace_back(command.verb);
    typed.emplace_back("--help");
    const auto ran = CommandLine().run(typed);
    EXPECT_EQ(ran.code, 0);
    for (const auto example : command.examples)
      EXPECT_NE(ran.out.find(example), std::string::npos) << example << "\n" << ran.out;
  }
}

TEST(Help, IsShownForNoArgumentsAndForANounAlone) {
  EXPECT_NE(CommandLine().run({}).out.find("Exit codes"), std::string::npos);
  EXPECT_NE(CommandLine().run({"case"}).out.find("resolve"), std::string::npos);
}

}  // namespace
}  // namespace riskflow::cli
