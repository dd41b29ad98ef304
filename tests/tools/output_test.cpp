// What a person reads, and what a program does.

#include <gtest/gtest.h>

#include "tests/tools/scripted.hpp"

namespace riskflow::cli {
namespace {

constexpr auto two_cases = R"({"value":[
  {"id":"0123456789abcdef0123456789abcdef","number":7,"name":"Leak, \"design\"","status":"Active",
   "user":{"id":"00ff","name":"AnonIS8-988"},"totalPolicyAlerts":12,
   "openedDateTime":"2026-01-12T08:30:00.123456Z","secret":null},
  {"id":"fedcba9876543210fedcba9876543210","number":17,"name":"Søren","status":"Closed",
   "user":{"id":"00ee","name":"AnonQ2X-001"},"totalPolicyAlerts":3,
   "openedDateTime":"2026-02-01T00:00:00Z","secret":null}]})";

std::string list_as(const std::string& format) {
  return CommandLine().answers(two_cases).run({"case", "list", "-o", format}).out;
}

TEST(ListOutput, IsATableWithTheColumnsOfTheCommand) {
  EXPECT_EQ(list_as("table"),
            "NUMBER  NAME            STATUS  USER         ALERTS  OPENED\n"
            "     7  Leak, \"design\"  Active  AnonIS8-988      12  2026-01-12 08:30:00Z\n"
            "    17  Søren           Closed  AnonQ2X-001       3  2026-02-01 00:00:00Z\n");
}

TEST(ListOutput, IsATableUnlessAskedOtherwise) {
  EXPECT_EQ(CommandLine().answers(two_cases).run({"case", "list"}).out, list_as("table"));
}

TEST(ListOutput, AsCsvHasEveryFieldWholeAndQuoted) {
  EXPECT_EQ(list_as("csv"),
            "id,number,name,status,user,totalPolicyAlerts,openedDateTime,secret\r\n"
            "0123456789abcdef0123456789abcdef,7,\"Leak, \"\"design\"\"\",Active,AnonIS8-988,12,"
            "2026-01-12T08:30:00.123456Z,\r\n"
            "fedcba9876543210fedcba9876543210,17,Søren,Closed,AnonQ2X-001,3,2026-02-01T00:00:00Z,"
            "\r\n");
}

TEST(ListOutput, AsNamesIsOneIdALine) {
  EXPECT_EQ(list_as("name"),
            "0123456789abcdef0123456789abcdef\nfedcba9876543210fedcba9876543210\n");
}

TEST(ListOutput, AsNdjsonIsOneEntryALine) {
  const auto ran = CommandLine()
                       .answers(R"({"value":[{"a":1,"b":{"c":[2,3]}},{"a":"x"}]})")
                       .run({"role", "list", "-o", "ndjson"});
  EXPECT_EQ(ran.out, "{\"a\":1,\"b\":{\"c\":[2,3]}}\n{\"a\":\"x\"}\n");
}

TEST(ListOutput, AsJsonKeepsTheWholeAnswer) {
  const auto ran = CommandLine()
                       .answers(R"({"value":[{"a":[1,2],"b":{}}],"@odata.nextLink":"/x"})")
                       .run({"case", "list", "-o", "json"});
  EXPECT_EQ(ran.out,
            "{\n  \"value\": [\n    {\n      \"a\": [1,2],\n      \"b\": {}\n    }\n  ],\n"
            "  \"@odata.nextLink\": \"/x\"\n}\n");
}

TEST(ListOutput, WithoutChosenColumnsShowsTheFieldsOfTheFirstEntry) {
  const auto ran = CommandLine()
                       .answers(R"({"value":[{"name":"maxActiveCases","value":100,"isOn":true}]})")
                       .run({"settings", "list"});
  EXPECT_EQ(ran.out, "NAME            VALUE  IS ON\nmaxActiveCases    100  yes\n");
}

TEST(ListOutput, SaysOnStderrThatThereIsNothing) {
  const auto ran = CommandLine().answers(R"({"value":[]})").run({"case", "list"});
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err, "nothing to show\n");
}

TEST(ListOutput, LetsNoRecordSteerTheTerminal) {
  const auto ran = CommandLine()
                       .answers(R"({"value":[{"name":"a\u001b[2Jb\u009bc\r\nd\te"}]})")
                       .run({"settings", "list"});
  EXPECT_EQ(ran.out, "NAME\na?[2Jb?c d e\n");
}

TEST(ListOutput, CutsACellThatWouldFillTheScreen) {
  const auto ran = CommandLine()
                       .writes_to_a_terminal()
                       .answers(R"({"value":[{"name":")" + std::string(70, 'x') + R"("}]})")
                       .run({"settings", "list"});
  EXPECT_EQ(ran.out, "NAME\n" + std::string(59, 'x') + "…\n");
}

TEST(ListOutput, KeepsACellWholeThatGoesToAFileOrAProgram) {
  const auto ran = CommandLine()
                       .answers(R"({"value":[{"name":")" + std::string(70, 'x') + R"("}]})")
                       .run({"settings", "list"});
  EXPECT_EQ(ran.out, "NAME\n" + std::string(70, 'x') + "\n");
}

TEST(ListOutput, ShowsShortIdsThatTheServerUnderstands) {
  const auto ran = CommandLine()
                       .answers(R"({"value":[{"id":"0123456789abcdef0123456789abcdef"}]})")
                       .run({"alert", "list"});
  EXPECT_EQ(ran.out, "ID\n0123456789ab\n");
}

TEST(Paging, SaysThatThereIsMore) {
  const auto ran = CommandLine()
                       .answers(R"({"value":[{"id":"a"}],"@odata.nextLink":"/v1.0/cases?x=1"})")
                       .run({"case", "list"});
  EXPECT_EQ(ran.asked.size(), 1U);
  EXPECT_EQ(ran.err, "there is more: add --all, or a larger --top\n");
}

TEST(Paging, FollowsTheLinksToTheLastPage) {
  CommandLine line;
  line.answers(
      R"({"value":[{"id":"a"}],"@odata.nextLink":"http://x/v1.0/cases?%24skiptoken=t%3D&a=b"})");
  line.answers(R"({"value":[{"id":"b"}]})");
  const auto ran = line.run({"case", "list", "--all", "-o", "name"});
  ASSERT_EQ(ran.asked.size(), 2U);
  EXPECT_EQ(line_of(ran.asked[1]), "GET /v1.0/cases?$skiptoken=t=&a=b");
  EXPECT_EQ(ran.out, "a\nb\n");
}

TEST(Paging, MakesOneTableOfAllPages) {
  CommandLine line;
  line.answers(R"({"value":[{"id":"a","status":"New"}],"@odata.nextLink":"/v1.0/alerts?p=2"})");
  line.answers(R"({"value":[{"id":"b","status":"Confirmed"}]})");
  EXPECT_EQ(line.run({"alert", "list", "--all"}).out, "ID  STATUS\na   New\nb   Confirmed\n");
}

constexpr auto a_case = R"({"id":"0123456789abcdef0123456789abcdef","number":17,
  "name":"Leak","user":{"id":"00ee","name":"AnonIS8-988"},"closedDateTime":null,
  "alerts":[{"id":"0123456789abcdef0123456789abcdef","severity":"High","status":"Confirmed"}],
  "notes":[
    {"number":2,"text":"second\nline","author":{"id":"1","name":"jane"},"authorKind":"Operator",
     "createdDateTime":"2026-01-13T09:00:00Z"},
    {"number":1,"text":"first","author":null,"authorKind":"System",
     "createdDateTime":"2026-01-12T09:00:00Z"}],
  "contributors":[],
  "runs":[{"id":"aa","flowName":"Notify","status":"Succeeded"}]})";

TEST(CasePage, ShowsFieldsThenAlertsThenNotesOldestFirstThenRuns) {
  EXPECT_EQ(CommandLine().answers(a_case).run({"case", "show", "17"}).out,
            "Id      0123456789abcdef0123456789abcdef\n"
            "Number  17\n"
            "Name    Leak\n"
            "User    AnonIS8-988\n"
            "\n"
            "ALERTS (1)\n"
            "  ID            SEVERITY  STATUS\n"
            "  0123456789ab  High      Confirmed\n"
            "\n"
            "NOTES (2)\n"
            "  2026-01-12 09:00:00Z  System\n"
            "    first\n"
            "  2026-01-13 09:00:00Z  Operator  jane\n"
            "    second\n"
            "    line\n"
            "\n"
            "CONTRIBUTORS (0)\n"
            "\n"
            "RUNS (1)\n"
            "  ID  FLOW    STATUS\n"
            "  aa  Notify  Succeeded\n");
}

TEST(Page, ShowsObjectsWithoutANameByTheirFields) {
  const auto ran = CommandLine()
                       .answers(R"({"id":"a","text":{"title":"Leak","description":"two\nlines"},
                                    "roleGroups":["A","B"],"definition":{"actions":{"x":1}}})")
                       .run({"alert", "show", "a"});
  EXPECT_EQ(ran.out,
            "Id           a\n"
            "Title        Leak\n"
            "Role groups  A, B\n"
            "\n"
            "Description\n"
            "  two\n"
            "  lines\n"
            "\n"
            "Definition\n"
            "  {\n"
            "    \"actions\": {\n"
            "      \"x\": 1\n"
            "    }\n"
            "  }\n");
}

TEST(Done, IsSaidOnStderrSoThatStdoutHoldsResultsOnly) {
  const auto ran = CommandLine()
                       .answers(http::HttpStatus::no_content)
                       .run({"case", "resolve", "17", "--as", "Benign", "--action", "none"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err, "the case is resolved\n");
}

TEST(Doctor, EndsWithThreeWhenACheckFails) {
  const auto ran = CommandLine()
                       .answers(R"({"checks":[
      {"name":"disk","state":"ok","message":"9 GiB free","fix":""},
      {"name":"token file","state":"failed","message":"others can read it","fix":"chmod 600"}]})")
                       .run({"doctor"});
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(ran.out,
            "STATE   CHECK       FOUND               WHAT TO DO\n"
            "ok      disk        9 GiB free\n"
            "failed  token file  others can read it  chmod 600\n");
}

TEST(Doctor, EndsWithZeroWhenNothingIsWorseThanAWarning) {
  const auto ran =
      CommandLine().answers(R"({"checks":[{"name":"mail","state":"warning"}]})").run({"doctor"});
  EXPECT_EQ(ran.code, 0);
}

TEST(Doctor, SaysThatTheViewsEqualARebuildBeforeItChecksTheRest) {
  const auto ran = CommandLine()
                       .answers(R"({"position":7,"stateHash":"ab12"})")
                       .answers(R"({"checks":[{"name":"mail","state":"ok"}]})")
                       .run({"doctor", "--rebuild-views"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.err, "The views equal a rebuild; their state hash is ab12.\n");
}

TEST(Doctor, SaysThatTheLogIsSoundBeforeItChecksTheRest) {
  const auto ran =
      CommandLine()
          .answers(R"({"events":863,"keyPages":4,"rootHash":"ab12=","stateHash":"cd34"})")
          .answers(R"({"checks":[{"name":"mail","state":"ok"}]})")
          .run({"doctor", "--scrub"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(line_of(ran.asked[0]), "POST /v1.0/doctor/scrub");
  EXPECT_EQ(ran.err,
            "The log is sound: 863 events were read; their root is ab12=.\n"
            "The keys are sound: 4 of their pages were opened.\n"
            "The views equal a rebuild; their state hash is cd34.\n");
}

TEST(Doctor, WarnsWhenTheViewsWereNotCompared) {
  const auto ran = CommandLine()
                       .answers(R"({"events":863,"rootHash":"ab12=","skipped":"make room"})")
                       .answers(R"({"checks":[{"name":"mail","state":"ok"}]})")
                       .run({"doctor", "--scrub"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_TRUE(ran.err.contains("warning: make room")) << ran.err;
}

TEST(Doctor, EndsWithThreeWhenAScrubFindsDamage) {
  CommandLine line;
  line.fails({Errc::corrupt, "the log is damaged at position 4: the commit is missing", "log", {}});
  const auto ran = line.run({"doctor", "--scrub"});
  EXPECT_EQ(ran.code, 3);
  EXPECT_TRUE(ran.err.contains("position 4")) << ran.err;
}

TEST(Replay, TellsWhatHappenedAndEndsWithTheState) {
  const auto ran = CommandLine()
                       .answers(R"({"events":[
      {"position":7,"time":"2026-01-12T08:30:00Z","actor":{"id":"1","name":"jane"},
       "activity":"Opened case","sentence":"Opened case: name Leak"},
      {"position":1009,"time":"2026-01-12T08:31:00Z","activity":"Ran flow"}],
      "state":{"number":17,"status":"Active","alerts":["a","b"]}})")
                       .run({"audit", "replay", "--case", "17"});
  EXPECT_EQ(ran.out,
            "     7  2026-01-12 08:30:00Z  jane            Opened case: name Leak\n"
            "  1009  2026-01-12 08:31:00Z                  Ran flow\n"
            "\n"
            "STATE\n"
            "Number  17\n"
            "Status  Active\n"
            "Alerts  a, b\n");
}

TEST(Replay, OfTheWholeLogReadsEveryPage) {
  CommandLine line;
  line.answers(R"({"next":2,"value":[{"position":0},{"position":1}]})");
  line.answers(R"({"value":[{"position":2}]})");
  const auto ran = line.run({"audit", "replay", "-o", "ndjson"});
  ASSERT_EQ(ran.asked.size(), 2U);
  EXPECT_EQ(line_of(ran.asked[1]), "GET /v1.0/audit/replay?from=2&top=1000");
  EXPECT_EQ(ran.out, "{\"position\":0}\n{\"position\":1}\n{\"position\":2}\n");
}

TEST(Replay, WrapsASentenceThatWouldFillTheScreen) {
  const auto ran = CommandLine()
                       .answers(R"({"events":[{"position":1,"time":"2026-01-12T08:30:00Z",
                                    "sentence":")" +
                                std::string(70, 'x') + " by " + std::string(90, 'y') + R"( z"}]})")
                       .run({"audit", "replay", "--case", "17"});
  const std::string indent(46, ' ');
  EXPECT_EQ(ran.out, "     1  2026-01-12 08:30:00Z                  " + std::string(70, 'x') +
                         " by\n" + indent + std::string(90, 'y') + "\n" + indent + "z\n");
}

TEST(Replay, OfTheWholeLogEndsWithTheStateOfItsLastPage) {
  CommandLine line;
  line.answers(R"({"next":1,"value":[{"position":0,"activity":"a"}]})");
  line.answers(R"({"value":[{"position":1,"activity":"b"}],
                   "state":{"users":60,"alerts":{"NeedsReview":9,"Confirmed":1},"runs":{}}})");
  const auto ran = line.run({"audit", "replay"});
  EXPECT_TRUE(ran.out.ends_with("b\n\nSTATE\nUsers   60\nAlerts  NeedsReview 9, Confirmed 1\n"))
      << ran.out;
}

TEST(Replay, OfTheWholeLogAsJsonIsOneObjectWithTheState) {
  CommandLine line;
  line.answers(R"({"next":1,"value":[{"position":0}]})");
  line.answers(R"({"value":[{"position":1}],"state":{"users":60}})");
  const auto ran = line.run({"audit", "replay", "-o", "json"});
  EXPECT_TRUE(ran.out.contains("\"state\": {\n    \"users\": 60\n  }")) << ran.out;
  EXPECT_TRUE(ran.out.contains("\"position\": 0")) << ran.out;
}

TEST(Export, RefusesAFormatThatIsNotARecordALine) {
  const auto ran = CommandLine().run({"audit", "export", "-o", "csv"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_TRUE(ran.err.contains("one JSON record a line")) << ran.err;
}

TEST(ThingOutput, AsNameFindsTheIdOfWhatTheAnswerHolds) {
  const auto ran = CommandLine()
                       .answers(R"({"case":{"id":"00ff","number":2}})")
                       .run({"alert", "confirm", "3f9a", "--case-name", "Leak", "-o", "name"});
  EXPECT_EQ(ran.out, "00ff\n");
}

TEST(ThingOutput, AsCsvIsOneRow) {
  const auto ran =
      CommandLine().answers(R"({"id":"00ff","may":["a","b"]})").run({"me", "-o", "csv"});
  EXPECT_EQ(ran.out, "id,may\r\n00ff,\"a, b\"\r\n");
}

}  // namespace
}  // namespace riskflow::cli
