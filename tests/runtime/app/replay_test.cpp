// What a replay says: in sentences, and as the state that follows.

#include <gtest/gtest.h>

#include "tests/runtime/app/office.hpp"

namespace riskflow::runtime {

// The sentences of an answer, in order.
static std::vector<std::string> sentences_in(const std::string& body) {
  static constexpr std::string_view field = "\"sentence\":\"";
  std::vector<std::string> out;
  for (auto at = body.find(field); at != std::string::npos; at = body.find(field, at)) {
    at += field.size();
    auto end = at;
    while (body[end] != '"') end += body[end] == '\\' ? 2 : 1;
    std::string sentence;
    for (auto i = at; i < end; ++i)
      if (body[i] != '\\') sentence += body[i];
    out.push_back(sentence);
  }
  return out;
}

static std::string id_after(const std::string& body, std::string_view field) {
  return body.substr(body.find(field) + field.size(), 12);
}

// A sentence of the answer that begins so; empty when there is none.
static std::string sentence_beginning(const std::string& body, std::string_view beginning) {
  for (const auto& sentence : sentences_in(body))
    if (sentence.starts_with(beginning)) return sentence;
  return {};
}

static std::string run_on_case_one() {
  return std::string(R"({"flow": ")") + Office::flow + R"(", "case": "1"})";
}

TEST(Replay, TellsACaseInSentencesWithNumbersAndNames) {
  Office office;
  office.open_case();
  const auto alert = id_after(office.get("/v1.0/alerts"), "\"id\":\"");
  const auto replay = office.get("/v1.0/audit/replay?case=1");
  EXPECT_EQ("Confirmed alert " + alert + " into case 1", sentence_beginning(replay, "Confirmed"));
  EXPECT_TRUE(
      sentence_beginning(replay, "Opened case 1 about user Anon").ends_with(": Quarter end"))
      << replay;
  const auto added = sentence_beginning(replay, "Added alert " + alert + " of policy");
  EXPECT_NE(std::string::npos, added.find("severity High")) << added;
}

TEST(Replay, TellsTheStepsOfARunWithoutTheirValues) {
  Office office;
  office.open_case();
  ASSERT_TRUE(office.app().begin());
  office.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
  const auto run = id_after(office.post("/v1.0/runs", run_on_case_one()), "\"id\":\"");
  office.app().wait_until_idle();
  const auto replay = office.get("/v1.0/audit/replay?case=1");
  EXPECT_EQ("Started run " + run + " of flow \"" + Office::flow + "\" on case 1",
            sentence_beginning(replay, "Started run"));
  EXPECT_EQ("Run " + run + " succeeded", sentence_beginning(replay, "Run "));
  std::size_t succeeded = 0;
  for (const auto& sentence : sentences_in(replay)) {
    EXPECT_EQ(std::string::npos, sentence.find('{')) << sentence;
    EXPECT_EQ(std::string::npos, sentence.find("secure")) << sentence;
    if (sentence.starts_with("Step ") && sentence.ends_with(" succeeded (run " + run + ")"))
      ++succeeded;
  }
  EXPECT_GT(succeeded, 2U) << replay;
}

TEST(Replay, TellsEveryEventOfTheLogWithoutAWholeId) {
  Office office;
  office.open_case();
  const auto sentences = sentences_in(office.get("/v1.0/audit/replay?top=1000"));
  ASSERT_EQ(to_number(office.app().parts().log->head()), sentences.size());
  for (const auto& sentence : sentences) {
    std::size_t digits = 0;
    for (const char c : sentence) {
      digits = std::string_view("0123456789abcdef").contains(c) ? digits + 1 : 0;
      ASSERT_LT(digits, 32U) << sentence;
    }
  }
}

TEST(Replay, AnExportHoldsNoTextAboutAPersonWhoeverAsks) {
  Office office;
  office.open_case();
  office.post("/v1.0/cases/1/notes", R"({"text": "Spoken with the plant."})");
  for (const auto* mode : {"ShowAnonymized", "ShowNames"}) {
    office.patch("/v1.0/settings/privacy", std::string(R"({"mode": ")") + mode + "\"}");
    const auto exported = office.get("/v1.0/audit/events?top=1000");
    const auto replayed = office.get("/v1.0/audit/replay?top=1000");
    for (const auto* text : {"Quarter end", "Spoken with the plant."}) {
      EXPECT_EQ(std::string::npos, exported.find(text)) << mode << exported;
      EXPECT_NE(std::string::npos, replayed.find(text)) << mode << replayed;
    }
    EXPECT_EQ(std::string::npos, exported.find(Office::subject_name)) << mode << exported;
    EXPECT_NE(std::string::npos, exported.find("case.note-added")) << mode << exported;
  }
}

TEST(Replay, OfTheLogEndsWithTheStateOnItsLastPage) {
  Office office;
  office.open_case();
  EXPECT_EQ(std::string::npos, office.get("/v1.0/audit/replay?top=2").find("\"state\""));
  const auto replay = office.get("/v1.0/audit/replay?top=1000");
  for (const auto* part : {R"("users":2)", R"("policies":1)", R"("alerts":{"Confirmed":1})",
                           R"("cases":{"Active":1})", R"("flows":{"On":1})", R"("runs":{})",
                           R"("maxActiveCases":100)", R"("privacyMode":"ShowAnonymized")"})
    EXPECT_NE(std::string::npos, replay.find(part)) << part << " in " << replay;
}

TEST(Replay, EndsWithTheStateOfTheMomentThatWasAsked) {
  Office office;
  office.open_case();
  const auto before = std::to_string(to_number(office.app().parts().log->head()) - 1);
  office.post("/v1.0/cases/1/resolve", R"({"resolveAs": "Benign", "actionTaken": "Talked."})");
  office.post("/v1.0/runs", run_on_case_one());
  const auto then = office.get("/v1.0/audit/replay?top=1000&asOf=" + before);
  EXPECT_NE(std::string::npos, then.find(R"("cases":{"Active":1})")) << then;
  EXPECT_NE(std::string::npos, then.find(R"("asOf":)" + before)) << then;
  const auto now = office.get("/v1.0/audit/replay?top=1000");
  EXPECT_NE(std::string::npos, now.find(R"("cases":{"Closed":1})")) << now;
  EXPECT_NE(std::string::npos, now.find(R"("alerts":{"Resolved":1})")) << now;
  EXPECT_NE(std::string::npos, now.find(R"("runs":{"Failed":1})")) << now;
}

// The state at the end of a replay.
static std::string state_of(const std::string& replay) {
  return replay.substr(replay.find("\"state\":"),
                       replay.find(",\"value\":") - replay.find("\"state\":"));
}

TEST(Replay, ComesToTheSameStateWhetherOrNotItWasAskedBefore) {
  Office office;
  office.open_case();
  const auto position = to_number(office.app().parts().log->head()) - 1;
  const auto then = "/v1.0/audit/replay?top=1000&asOf=" + std::to_string(position);
  const auto first = state_of(office.get(then));
  office.post("/v1.0/cases/1/resolve", R"({"resolveAs": "Benign", "actionTaken": "none"})");
  const auto later = state_of(office.get("/v1.0/audit/replay?top=1000"));
  EXPECT_NE(first, later);
  EXPECT_NE(std::string::npos, first.find("\"Active\":1")) << first;
  EXPECT_NE(std::string::npos, later.find("\"Closed\":1")) << later;
  EXPECT_EQ(first, state_of(office.get(then))) << "a past that lies before what was asked last";
  office.reopen();
  EXPECT_EQ(later, state_of(office.get("/v1.0/audit/replay?top=1000"))) << "from the beginning";
}

}  // namespace riskflow::runtime
