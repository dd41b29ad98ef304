// Erasing a person: what was written about them is gone from every page, at once and after a
// restart.

#include "domain/erasure.hpp"

#include <fstream>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "runtime/core/request_ids.hpp"
#include "tests/runtime/app/office.hpp"

namespace riskflow::runtime {

namespace js = boost::json;

class Erasing : public testing::Test {
 protected:
  Erasing() {
    office_.import_sample();
    office_.open_case();
    office_.post("/v1.0/cases/1/notes", R"({"text": "Spoken with Mira Koval."})");
    office_.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
    second_ = office_.token_of("second", "Admins");
    user_ = std::string(js::parse(office_.get("/v1.0/cases/1")).at_pointer("/user/id").as_string());
  }

  std::string path(const std::string& rest) const { return "/v1.0/users/" + user_ + rest; }
  void ask() {
    office_.post(path("/erasure"), R"({"basis": "NoLongerNeeded"})");
    EXPECT_EQ(202U, office_.status);
  }
  http::Response approve() {
    return office_.ask(http::Method::post, path("/erasure/approval"), second_);
  }
  std::string state() { return field("erasure"); }
  std::string field(std::string_view name) {
    const auto body = js::parse(office_.get(path(""))).as_object();
    return std::string(body.at(name).as_string());
  }

  std::string manager_id() {
    const auto person = id_from_text<SubjectRef>(user_).value();
    const auto folded = office_.app().parts().aggregates->load(domain::subject::stream(person));
    return to_text(std::get<domain::subject::State>((*folded)->state).manager.value());
  }

  // Nothing of the person on any page.
  void expect_gone() {
    for (const auto* page : {"/v1.0/users", "/v1.0/alerts", "/v1.0/cases", "/v1.0/cases/1",
                             "/v1.0/audit/replay?top=1000", "/v1.0/audit/replay?case=1",
                             "/v1.0/audit", "/v1.0/runs"}) {
      const auto text = office_.get(page);
      EXPECT_EQ(200U, office_.status) << page;
      EXPECT_EQ(text.find("Koval"), std::string::npos) << page << ": " << text;
      EXPECT_EQ(text.find("mira.koval"), std::string::npos) << page << ": " << text;
    }
    EXPECT_EQ(state(), "Erased");
  }

  Office office_;
  std::string second_;
  std::string user_;
};

TEST_F(Erasing, TakesAnotherPersonToApproveIt) {
  EXPECT_EQ(state(), "None");
  ask();
  EXPECT_EQ(state(), "Requested");
  office_.post(path("/erasure/approval"), "");
  EXPECT_EQ(403U, office_.status) << "whoever asked for it";
  EXPECT_NE(office_.get("/v1.0/cases/1").find("Mira Koval"), std::string::npos) << "still there";
  EXPECT_EQ(approve().status, http::HttpStatus::ok);
  EXPECT_EQ(state(), "Erased");
}

TEST_F(Erasing, LeavesNothingOfThePersonOnAnyPage) {
  for (const auto* page : {"/v1.0/users", "/v1.0/alerts", "/v1.0/cases/1"})
    EXPECT_NE(office_.get(page).find("Mira Koval"), std::string::npos) << page;
  ask();
  ASSERT_EQ(approve().status, http::HttpStatus::ok);
  expect_gone();
  EXPECT_NE(office_.get("/v1.0/cases/1").find("[erased]"), std::string::npos);
  office_.reopen();
  expect_gone();
}

TEST_F(Erasing, KeepsWhatHappenedAndThePseudonym) {
  const auto pseudonym = field("pseudonym");
  ask();
  approve();
  EXPECT_EQ(field("pseudonym"), pseudonym);
  const auto shown = js::parse(office_.get("/v1.0/cases/1"));
  EXPECT_EQ(shown.at_pointer("/user/name").as_string(), pseudonym);
  EXPECT_EQ(shown.at_pointer("/totalPolicyAlerts").to_number<int>(), 1);
  office_.reopen();
  const auto found = js::parse(office_.get("/v1.0/users/" + pseudonym));
  EXPECT_EQ(found.at_pointer("/id").as_string(), user_) << "found by the pseudonym after a restart";
}

// What cannot be undone is done to nobody whom digits happen to name.
TEST_F(Erasing, WantsTheWholeIdOrThePseudonymAndSaysWhoItIs) {
  const auto shown = user_.substr(0, 12);
  const auto pseudonym = field("pseudonym");
  const auto several = [&](const std::string& name) {
    return R"({"users": [")" + name + R"("], "basis": "NoLongerNeeded"})";
  };
  for (const auto& refused :
       {office_.post("/v1.0/users/" + shown + "/erasure", R"({"basis": "NoLongerNeeded"})"),
        office_.post("/v1.0/users/" + shown + "/erasure/approval", ""),
        office_.post("/v1.0/erasures", several(shown))}) {
    EXPECT_EQ(400U, office_.status) << refused;
    for (const auto& part : {user_, pseudonym})
      EXPECT_NE(refused.find(part), std::string::npos) << refused;
  }
  EXPECT_EQ(state(), "None");
  const auto asked = js::parse(office_.post("/v1.0/erasures", several(pseudonym)));
  EXPECT_EQ(200U, office_.status) << asked;
  EXPECT_EQ(asked.at_pointer("/value/0/user").as_string(), user_);
  EXPECT_EQ(asked.at_pointer("/value/0/pseudonym").as_string(), pseudonym);
  EXPECT_EQ(state(), "Requested");
}

TEST_F(Erasing, TakesTheFirstDigitsOfAnIdForWhatCanBeUndone) {
  office_.post("/v1.0/users/" + user_.substr(0, 12) + "/hold", R"({"reason": "Litigation."})");
  EXPECT_EQ(201U, office_.status);
  const auto answer = office_.get("/v1.0/users/zz");
  EXPECT_EQ(404U, office_.status);
  EXPECT_NE(answer.find("(4 or more)"), std::string::npos) << answer;
}

// The catcher is part of riskflow: nobody else was sent its mails.
TEST_F(Erasing, LeavesNoMailInTheCatcher) {
  ASSERT_TRUE(office_.app().begin());
  office_.start_run();
  office_.app().wait_until_idle();
  const auto& catcher = office_.app().parts().catcher;
  ASSERT_EQ(1U, catcher.list().size());
  ask();
  ASSERT_EQ(approve().status, http::HttpStatus::ok);
  EXPECT_TRUE(catcher.list().empty());
  EXPECT_EQ(catcher.get(1).error().code, Errc::not_found);
}

TEST_F(Erasing, IsCertifiedInTheLog) {
  ask();
  approve();
  const auto audit = office_.get("/v1.0/audit/events?top=1000");
  for (const auto* event : {"erasure.requested", "erasure.approved", "erasure.erased"})
    EXPECT_NE(audit.find(event), std::string::npos) << event;
  EXPECT_NE(audit.find("generation 2 of the keys, confirmed by 1 node"), std::string::npos)
      << audit;
}

// The process ended between the approval and the destruction of the keys.
TEST_F(Erasing, ThatACrashCutOffIsCarriedOutAtTheNextStart) {
  ask();
  auto& parts = office_.app().parts();
  const auto now = office_.clock.now();
  const auto second = js::parse(office_.ask(http::Method::get, "/v1.0/me", second_).body);
  const domain::Actor who{
      domain::Actor::Kind::person,
      id_from_text<OperatorRef>(std::string(second.at("id").as_string())).value()};
  const domain::erasure::Approve command{id_from_text<SubjectRef>(user_).value()};
  ASSERT_TRUE(parts.bus->execute(command, {random_request_id(now), who, now, {}}));
  EXPECT_EQ(state(), "Approved");
  office_.reopen();
  expect_gone();
}

TEST_F(Erasing, IsRefusedWhileALegalHoldIsPlaced) {
  office_.post(path("/hold"), R"({"reason": "Litigation 2026-17."})");
  EXPECT_EQ(201U, office_.status);
  office_.post(path("/erasure"), R"({"basis": "Objection"})");
  EXPECT_EQ(422U, office_.status);
  office_.ask(http::Method::del, path("/hold"), second_);
  ask();
  EXPECT_EQ(approve().status, http::HttpStatus::ok);
}

TEST_F(Erasing, MakesSomebodyNewOfThePersonWhoComesBack) {
  ask();
  approve();
  office_.import_sample();  // the directory still has them
  const auto users = office_.get("/v1.0/audit/events?top=1000");
  std::size_t registered = 0;
  for (auto at = users.find("subject.registered"); at != std::string::npos;
       at = users.find("subject.registered", at + 1))
    ++registered;
  EXPECT_EQ(registered, 3U) << "the two of the sample, and one of them again";
  EXPECT_EQ(state(), "Erased");
}

TEST_F(Erasing, OfAPersonEndsWhatWouldBeWrittenAboutThem) {
  ask();
  approve();
  const auto answer = office_.post("/v1.0/cases/1/notes", R"({"text": "More about her."})");
  EXPECT_EQ(451U, office_.status) << answer;
}

TEST_F(Erasing, TakesTheKeysOutOfTheDataFolder) {
  ask();
  approve();
  office_.close();
  auto keys = eventstore::Keyring::open(office_.folder() / "keys", office_.folder() / "unlock.key");
  ASSERT_TRUE(keys) << keys.error().message;
  for (const auto purpose : {Purpose::identity, Purpose::casework, Purpose::operations}) {
    const auto leaf = (*keys)->leaf(id_from_text<SubjectRef>(user_).value(), purpose);
    ASSERT_FALSE(leaf);
    EXPECT_EQ(leaf.error().code, Errc::erased);
  }
}

TEST_F(Erasing, OfSeveralPeopleReplacesTheRootOfTheKeysOnce) {
  const auto manager = manager_id();
  const auto both = R"({"users": [")" + user_ + R"(", ")" + manager + R"("])";
  office_.post("/v1.0/erasures", both + R"(, "basis": "Objection"})");
  EXPECT_EQ(200U, office_.status);
  const auto before = office_.app().parts().keys->generation();
  const auto answer =
      office_.ask(http::Method::post, "/v1.0/erasures/approval", second_, both + "}");
  EXPECT_EQ(answer.status, http::HttpStatus::ok) << answer.body;
  EXPECT_EQ(office_.app().parts().keys->generation(), before + 1);
  expect_gone();
  const auto other = js::parse(office_.get("/v1.0/users/" + manager));
  EXPECT_EQ(other.at("erasure").as_string(), "Erased");
}

TEST_F(Erasing, OfSeveralPeopleEndsAtTheFirstThatIsRefusedAndErasesThoseBefore) {
  ask();
  const auto manager = manager_id();
  const auto answer = office_.ask(http::Method::post, "/v1.0/erasures/approval", second_,
                                  R"({"users": [")" + user_ + R"(", ")" + manager + R"("]})");
  EXPECT_EQ(http::to_number(answer.status), 422U);
  EXPECT_NE(answer.body.find("user " + manager), std::string::npos) << answer.body;
  expect_gone();
}

// The process ended between the beginning of a purge and its end.
TEST_F(Erasing, PurgesOnAfterACrash) {
  ask();
  approve();
  auto& parts = office_.app().parts();
  const auto now = office_.clock.now();
  const auto second = js::parse(office_.ask(http::Method::get, "/v1.0/me", second_).body);
  const domain::Actor who{
      domain::Actor::Kind::person,
      id_from_text<OperatorRef>(std::string(second.at("id").as_string())).value()};
  const domain::erasure::BeginPurge command{parts.log->head()};
  ASSERT_TRUE(parts.bus->execute(command, {random_request_id(now), who, now, {}}));
  office_.reopen();
  EXPECT_NE(office_.get("/v1.0/doctor").find("was begun and has not ended"), std::string::npos);
  const auto purged = js::parse(office_.post("/v1.0/erasures/purge", "{}"));
  EXPECT_EQ(200U, office_.status) << purged;
  EXPECT_EQ(purged.at("events").to_number<std::uint64_t>(), to_number(command.until));
  EXPECT_GT(purged.at("purgedFields").to_number<int>(), 0);
  EXPECT_EQ(office_.get("/v1.0/doctor").find("was begun"), std::string::npos);
  EXPECT_NE(office_.get("/v1.0/audit/events?top=1000").find("of erased people are gone"),
            std::string::npos);
  expect_gone();
}

// Somebody who dropped fields by hand is found out.
TEST_F(Erasing, TellsFieldsThatNoPurgeTookFromThoseThatOneDid) {
  ask();
  approve();
  auto& parts = office_.app().parts();
  const auto person = id_from_text<SubjectRef>(user_).value();
  ASSERT_TRUE(parts.log->purge(parts.log->head(), [&](BytesView envelope) {
    return eventstore::about_of(envelope)->subjects == std::vector{person};
  }));
  const auto answer = office_.post("/v1.0/doctor/scrub", "{}");
  EXPECT_EQ(500U, office_.status);
  EXPECT_NE(answer.find("its purges took 0"), std::string::npos) << answer;
}

TEST_F(Erasing, NamesWhatIsWrongInARequest) {
  const auto answer = office_.post(path("/erasure"), R"({"basis": "Because"})");
  EXPECT_EQ(400U, office_.status);
  EXPECT_NE(answer.find("NoLongerNeeded"), std::string::npos) << answer;
  office_.post("/v1.0/users/00ff00ff00ff00ff00ff00ff00ff00ff/erasure", R"({"basis": "Objection"})");
  EXPECT_EQ(404U, office_.status);
  const auto analyst = office_.token_of("ann", "Analysts");
  EXPECT_EQ(office_.ask(http::Method::post, path("/erasure"), analyst, R"({"basis": "Objection"})")
                .status,
            http::HttpStatus::forbidden);
}

}  // namespace riskflow::runtime
