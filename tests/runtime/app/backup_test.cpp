// Backups of an office, and what an office is that was restored.

#include "tests/runtime/app/safe_office.hpp"

namespace riskflow::runtime {

// ---- making one ----

TEST_F(SafeOffice, BacksUpWhereItsConfigurationSaysAndNowhereElse) {
  office_.app().parts().serving = true;
  for (const auto* outside :
       {R"({"to": "/tmp"})", R"({"to": "../other"})", R"({"to": "a/../.."})"}) {
    const auto answer = office_.post("/v1.0/backups", outside);
    EXPECT_EQ(400U, office_.status) << answer;
    EXPECT_NE(answer.find("backup_folder"), std::string::npos) << answer;
  }
  office_.post("/v1.0/backups", R"({"to": "nightly"})");
  EXPECT_EQ(201U, office_.status);
  EXPECT_EQ(eventstore::backups_in(outside() / "backups" / "nightly")->size(), 1U);
  const auto analyst = office_.token_of("ann", "Analysts");
  EXPECT_EQ(office_.ask(http::Method::post, "/v1.0/backups", analyst, "{}").status,
            http::HttpStatus::forbidden);
}

TEST_F(SafeOffice, SaysWhatToSetWhereNothingIsConfigured) {
  office_.config.backup_folder.clear();
  office_.config.escrow_folder.clear();
  office_.reopen();
  EXPECT_NE(office_.post("/v1.0/backups", "{}").find("backup_folder"), std::string::npos);
  EXPECT_NE(office_.post("/v1.0/keys/escrow", "{}").find("escrow_folder"), std::string::npos);
}

TEST_F(SafeOffice, PutsABackupOnRecordBeforeItIsMade) {
  const auto made = must_back_up();
  EXPECT_EQ(made.at("events").to_number<std::uint64_t>(),
            to_number(office_.app().parts().log->head()))
      << "it holds its own record";
  EXPECT_NE(office_.get("/v1.0/audit").find("Began a backup"), std::string::npos);
  const auto listed = js::parse(office_.get("/v1.0/backups")).at("value").as_array();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].at("backup").as_string(), made.at("backup").as_string());
}

// As where its file system is not mounted.
TEST_F(SafeOffice, MakesNoNewKeysInAnEmptyFolderBesideALogWithEvents) {
  office_.close();
  fs::remove_all(office_.folder() / "keys");
  fs::create_directory(office_.folder() / "keys");
  const auto opened = App::open(office_.config, office_.clock);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().target, "keys");
  EXPECT_TRUE(fs::is_empty(office_.folder() / "keys"));
}

// ---- a lost disk ----

TEST_F(SafeOffice, RestoredAfterALossGoesOnAsANewLogThatNamesTheOld) {
  put_root_in_escrow();
  const auto before = office_.get("/v1.0/cases/1");
  const auto made = must_back_up();
  office_.post("/v1.0/cases/1/notes", R"({"text": "Lost with the disk."})");
  restore(backup_folder(made), eventstore::NewLog{});
  EXPECT_EQ(office_.get("/v1.0/cases/1"), before);
  const auto from = std::to_string(made.at("events").to_number<std::uint64_t>());
  const auto first = office_.get("/v1.0/audit/events?from=" + from + "&top=1");
  EXPECT_NE(first.find(std::string(made.at("origin").as_string())), std::string::npos) << first;
  EXPECT_NE(first.find(std::string(made.at("rootHash").as_string())), std::string::npos) << first;
  EXPECT_NE(js::parse(office_.get("/v1.0/audit/checkpoint")).at("origin").as_string(),
            made.at("origin").as_string());
  office_.post("/v1.0/cases/1/notes", R"({"text": "Work goes on."})");
  EXPECT_EQ(201U, office_.status);
}

// Backups of several logs may lie in one folder.
TEST_F(SafeOffice, IsToldByDoctorOfItsOwnBackupsOnly) {
  const auto told = [&] {
    const auto doctor = js::parse(office_.get("/v1.0/doctor"));
    for (const auto& check : doctor.at("checks").as_array())
      if (check.at("name") == "backup") return std::string(check.at("message").as_string());
    return std::string();
  };
  EXPECT_EQ(told(), "there is none of this log");
  put_root_in_escrow();
  const auto made = must_back_up();
  EXPECT_TRUE(told().contains("the last was made")) << told();
  restore(backup_folder(made), eventstore::NewLog{});
  EXPECT_EQ(told(), "there is none of this log");
}

TEST_F(SafeOffice, RestoredFromABackupOfAllThatWasSignedGoesOnAsTheSame) {
  put_root_in_escrow();
  const auto made = must_back_up();
  restore(backup_folder(made), eventstore::SameLog{office_.folder()});
  EXPECT_EQ(js::parse(office_.get("/v1.0/audit/checkpoint")).at("origin").as_string(),
            made.at("origin").as_string());
  office_.post("/v1.0/cases/1/notes", R"({"text": "Work goes on."})");
  EXPECT_EQ(201U, office_.status);
}

// ---- purges ----

// The purge is on record behind what is kept, and what it took is gone from there too.
TEST_F(SafeOffice, RestoredToBeforeAPurgeFromABackupAfterItIsSoundAllTheSame) {
  put_root_in_escrow();
  erase(subject());
  const auto then = to_number(office_.app().parts().log->head());
  const auto purged = js::parse(office_.post("/v1.0/erasures/purge", "{}"));
  ASSERT_GT(purged.at("purgedFields").to_number<int>(), 0) << purged;
  const auto made = backup_folder(must_back_up());
  put_root_in_escrow();
  const auto first = office_.folder();
  restore(made, eventstore::NewLog{}, Position{then - 1});
  const auto scrubbed = office_.post("/v1.0/doctor/scrub", "");
  EXPECT_EQ(200U, office_.status) << scrubbed;
  EXPECT_EQ(js::parse(scrubbed).at("purgedFields"), purged.at("purgedFields"));
  office_.close();
  fs::remove_all(restored());
  office_.config.data = first;
  office_.reopen();
  restore(made, eventstore::ReadOnly{}, Position{then - 1});
  const auto looked = office_.post("/v1.0/doctor/scrub", "");
  EXPECT_EQ(200U, office_.status) << looked;
}

// ---- the past ----

TEST_F(SafeOffice, RestoredForReadingOnlyShowsThePastUnderPseudonyms) {
  put_root_in_escrow();
  const auto then = to_number(office_.app().parts().log->head());
  office_.post("/v1.0/cases/1/notes", R"({"text": "Written later."})");
  const auto made = must_back_up();
  restore(backup_folder(made), eventstore::ReadOnly{}, Position{then - 1});
  const auto page = office_.get("/v1.0/cases/1");
  EXPECT_EQ(200U, office_.status) << page;
  EXPECT_EQ(page.find("Written later"), std::string::npos);
  EXPECT_EQ(page.find("Koval"), std::string::npos) << "nobody could put it on record";
  EXPECT_EQ(to_number(office_.app().parts().log->head()), then);
  const auto refused = office_.post("/v1.0/cases/1/notes", R"({"text": "No."})");
  EXPECT_EQ(422U, office_.status);
  EXPECT_NE(refused.find("--new-log"), std::string::npos) << refused;
  for (const auto* path : {"/v1.0/audit/checkpoint", "/v1.0/keys/erasures", "/v1.0/backups"}) {
    office_.get(path);
    EXPECT_EQ(422U, office_.status) << path;
  }
  office_.get("/v1.0/doctor");
  EXPECT_EQ(200U, office_.status);
}

TEST_F(SafeOffice, RestoredForReadingOnlyStartsNothing) {
  put_root_in_escrow();
  office_.start_run();
  const auto made = must_back_up();
  restore(backup_folder(made), eventstore::ReadOnly{});
  ASSERT_TRUE(office_.app().begin());
  EXPECT_EQ(office_.app().catcher_port(), 0);
}

}  // namespace riskflow::runtime
