// Erasures in an office with backups: what lies in escrow, until when, and that nobody comes back.

#include <algorithm>

#include "tests/runtime/app/safe_office.hpp"

namespace riskflow::runtime {

TEST_F(SafeOffice, RestoredFromBeforeAnErasureShowsEverybodyButTheErased) {
  put_root_in_escrow();
  const auto made = must_back_up();
  const auto manager = manager_of(subject());
  erase(subject());
  restore(backup_folder(made), eventstore::NewLog{});
  for (const auto* page : {"/v1.0/users", "/v1.0/alerts", "/v1.0/cases", "/v1.0/cases/1",
                           "/v1.0/audit/replay?top=1000"}) {
    const auto text = office_.get(page);
    EXPECT_EQ(200U, office_.status) << page << text;
    EXPECT_EQ(text.find("Koval"), std::string::npos) << page << ": " << text;
  }
  const auto& parts = office_.app().parts();
  const auto erased =
      parts.keys->leaf(id_from_text<SubjectRef>(subject()).value(), Purpose::identity);
  ASSERT_FALSE(erased);
  EXPECT_EQ(erased.error().code, Errc::erased);
  EXPECT_EQ(name_of(manager), "Oto Brandt");
}

// The new log has their certificates too, and holds its keys to them.
TEST_F(SafeOffice, RestoredFromBeforeAnErasureHasItOnRecordAndTakesNoOlderKeys) {
  put_root_in_escrow();
  const auto made = must_back_up();
  copy_keys(office_.folder() / "keys", outside() / "older");
  const auto user = subject();
  erase(user);
  restore(backup_folder(made), eventstore::NewLog{});
  const auto shown = js::parse(office_.get("/v1.0/users/" + user));
  EXPECT_EQ(shown.at("erasure").as_string(), "Erased") << shown;
  EXPECT_NE(office_.get("/v1.0/audit").find("Carried over the erasure"), std::string::npos);
  EXPECT_EQ(office_.app().parts().erasures->due().value(), 0U);
  const auto head = office_.app().parts().log->head();
  office_.close();
  copy_keys(outside() / "older", restored() / "keys");
  fs::copy_file(office_.folder() / "unlock.key", restored() / "unlock.key",
                fs::copy_options::overwrite_existing);
  office_.reopen();
  EXPECT_TRUE(is_erased(user));
  EXPECT_EQ(office_.app().parts().log->head(), head) << "put on record once";
}

TEST_F(SafeOffice, CertifiesAnErasureWithTheDateOfTheLastRootInEscrow) {
  put_root_in_escrow();
  office_.clock.at += std::chrono::days{10};
  erase(subject());
  const auto state = office_.app().parts().escrow->on_record().value();
  EXPECT_EQ(state.key_generation, 2U) << "the root was replaced";
  const auto events = office_.get("/v1.0/audit/events?top=1000");
  EXPECT_NE(events.find("2026-12-01T08:00:00Z"), std::string::npos)
      << "30 days from the root before: " << events;
  EXPECT_TRUE(fs::exists(escrow() / "root-1.escrow"));
  EXPECT_TRUE(fs::exists(escrow() / "root-2.escrow"));
  std::ifstream list(escrow() / "erasures");
  const std::string text{std::istreambuf_iterator<char>(list), {}};
  EXPECT_NE(text.find(subject()), std::string::npos) << text;
}

TEST_F(SafeOffice, KeepsAReplacedRootUntilItsTimeAndNoLonger) {
  put_root_in_escrow();
  office_.clock.at += std::chrono::days{10};
  erase(subject());
  office_.clock.at += std::chrono::days{20};
  office_.reopen();
  EXPECT_FALSE(fs::exists(escrow() / "root-1.escrow"));
  EXPECT_TRUE(fs::exists(escrow() / "root-2.escrow"));
}

// The certificate names the moment; nobody has to start anything for it to be true.
TEST_F(SafeOffice, RemovesARootAtItsTimeWhileTheServerRuns) {
  put_root_in_escrow();
  erase(subject());
  ASSERT_TRUE(office_.app().begin());
  auto& timer = *office_.app().parts().forgetting;
  office_.clock.at += std::chrono::days{30} - std::chrono::seconds{1};
  timer.do_now();
  EXPECT_TRUE(fs::exists(escrow() / "root-1.escrow"));
  office_.clock.at += std::chrono::seconds{1};
  timer.do_now();
  EXPECT_FALSE(fs::exists(escrow() / "root-1.escrow"));
}

// Without its list in a safe place an erasure is not certified: a restore would undo it.
TEST_F(SafeOffice, CertifiesNoErasureWhileItsEscrowCannotBeWritten) {
  fs::create_directories(outside() / "escrow");
  std::ofstream(escrow()) << "a file where the folder should be";
  const auto user = subject();
  office_.post("/v1.0/users/" + user + "/erasure", R"({"basis": "NoLongerNeeded"})");
  const auto path = "/v1.0/users/" + user + "/erasure/approval";
  const auto answer = office_.ask(http::Method::post, path, second_);
  EXPECT_EQ(answer.status, http::HttpStatus::service_unavailable);
  EXPECT_NE(answer.body.find("approved and on record, and their keys are destroyed; the "
                             "certificate follows"),
            std::string::npos)
      << answer.body;
  EXPECT_EQ(office_.app().parts().erasures->due().value(), 1U);
  fs::remove(escrow());
  EXPECT_TRUE(office_.app().parts().erasures->carry_out());
  EXPECT_EQ(office_.app().parts().erasures->due().value(), 0U);
}

// What is to be forgotten must not shut the office, nor may anything be read of them meanwhile.
TEST_F(SafeOffice, OpensWhileAnErasureCannotBeCertifiedAndDoesSoLater) {
  fs::create_directories(outside() / "escrow");
  const auto place = escrow();
  std::ofstream(place) << "a file where the folder should be";
  const auto user = subject();
  office_.post("/v1.0/users/" + user + "/erasure", R"({"basis": "NoLongerNeeded"})");
  office_.ask(http::Method::post, "/v1.0/users/" + user + "/erasure/approval", second_);
  const auto destroyed = office_.app().parts().keys->generation();
  office_.reopen();
  auto& parts = office_.app().parts();
  EXPECT_EQ(parts.keys->generation(), destroyed) << "whose keys are gone is not destroyed anew";
  EXPECT_EQ(parts.erasures->due().value(), 1U);
  EXPECT_EQ(
      parts.keys->leaf(id_from_text<SubjectRef>(user).value(), Purpose::identity).error().code,
      Errc::erased);
  EXPECT_NE(office_.get("/v1.0/doctor").find("1 are due"), std::string::npos);
  ASSERT_TRUE(office_.app().begin());
  const auto head = parts.log->head();
  const auto generation = parts.keys->generation();
  for (int minute = 0; minute < 3; ++minute) parts.forgetting->do_now();
  EXPECT_EQ(parts.log->head(), head) << "no record of roots that were never there";
  EXPECT_EQ(parts.keys->generation(), generation) << "nobody is destroyed each minute";
  fs::remove(place);
  parts.forgetting->do_now();
  EXPECT_EQ(parts.erasures->due().value(), 0U);
  EXPECT_NE(certified_until(user), "not certified");
}

// An operator puts the key folder of last week in place, unlock key and all.
TEST_F(SafeOffice, ForgetsAgainWhomAnOlderCopyOfTheKeysBringsBack) {
  const auto manager = manager_of(subject());
  office_.close();
  copy_keys(office_.folder() / "keys", outside() / "keys");
  office_.reopen();
  const auto user = subject();
  erase(user);
  erase(to_text(manager));
  const auto generation = office_.app().parts().keys->generation();
  office_.close();
  copy_keys(outside() / "keys", office_.folder() / "keys");
  for (int start = 0; start < 2; ++start) {
    office_.reopen();
    for (const auto& person : {user, to_text(manager)}) EXPECT_TRUE(is_erased(person));
    EXPECT_EQ(office_.app().parts().keys->generation(), generation + 1)
        << "once, and as no generation before";
  }
}

// Two who were destroyed one after the other, and certified together.
TEST_F(SafeOffice, ForgetsAgainWhoeverWasDestroyedBetweenACopyOfTheKeysAndTheCertificate) {
  std::array people{subject(), to_text(manager_of(subject()))};
  std::ranges::sort(people, std::greater{});  // certificates are written in the other order
  fs::create_directories(outside() / "escrow");
  const auto place = escrow();
  std::ofstream(place) << "a file where the folder should be: nobody can be certified";
  request_and_approve(people[0]);
  copy_keys(office_.folder() / "keys", outside() / "between");
  request_and_approve(people[1]);
  fs::remove(place);
  ASSERT_TRUE(office_.app().parts().erasures->carry_out());
  office_.close();
  copy_keys(outside() / "between", office_.folder() / "keys");
  office_.reopen();
  for (const auto& person : people) EXPECT_TRUE(is_erased(person));
}

TEST_F(SafeOffice, PutsItsRootInEscrowAsItIsConfigured) {
  EXPECT_NE(office_.get("/v1.0/doctor").find("is not in escrow_folder"), std::string::npos);
  ASSERT_TRUE(office_.app().begin());
  auto& timer = *office_.app().parts().forgetting;
  timer.do_now();
  const auto file = escrow() / "root-1.escrow";
  EXPECT_TRUE(fs::exists(file));
  EXPECT_NE(office_.get("/v1.0/doctor").find("is kept until"), std::string::npos);
  fs::remove(file);
  EXPECT_NE(office_.get("/v1.0/doctor").find("is not in escrow_folder"), std::string::npos);
  timer.do_now();
  EXPECT_TRUE(fs::exists(file)) << "where it was lost, too";
}

TEST_F(SafeOffice, PutsItsRootInEscrowAnewBeforeItsTimeIsOver) {
  put_root_in_escrow();
  ASSERT_TRUE(office_.app().begin());
  office_.clock.at += std::chrono::days{14};
  office_.app().parts().forgetting->do_now();
  EXPECT_NE(office_.get("/v1.0/doctor").find("is kept until 2026-12-01"), std::string::npos);
  office_.clock.at += std::chrono::days{1};
  office_.app().parts().forgetting->do_now();
  EXPECT_NE(office_.get("/v1.0/doctor").find("is kept until 2026-12-16"), std::string::npos);
}

// Nobody who was erased can be read with it, and without it nobody at all.
TEST_F(SafeOffice, LeavesTheRootThatCountsWhereItIsWhateverItsTime) {
  put_root_in_escrow();
  const auto made = must_back_up();
  office_.clock.at += std::chrono::days{100};
  office_.reopen();
  EXPECT_TRUE(fs::exists(escrow() / "root-1.escrow"));
  restore(backup_folder(made), eventstore::NewLog{});
  EXPECT_EQ(200U, (office_.get("/v1.0/users"), office_.status));
}

TEST_F(SafeOffice, PutsTheRootOfANewLogInEscrowWhenItIsFirstServed) {
  put_root_in_escrow();
  restore(backup_folder(must_back_up()), eventstore::NewLog{});
  ASSERT_TRUE(office_.app().begin());
  office_.app().parts().forgetting->do_now();
  EXPECT_TRUE(fs::exists(escrow() / "root-2.escrow"));
  EXPECT_NE(office_.get("/v1.0/doctor").find("is kept until"), std::string::npos);
}

TEST_F(SafeOffice, NamesARootThatIsPastItsTimeAndCannotBeRemoved) {
  put_root_in_escrow();
  erase(subject());
  office_.clock.at += std::chrono::days{31};
  EXPECT_NE(office_.get("/v1.0/doctor").find("root-1.escrow is past its time"), std::string::npos);
  office_.reopen();
  EXPECT_EQ(office_.get("/v1.0/doctor").find("is past its time"), std::string::npos);
}

static void flip_last_byte(const fs::path& file) {
  std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekg(-1, std::ios::end);
  const auto last = static_cast<char>(bytes.get());
  bytes.seekp(-1, std::ios::end);
  bytes.put(static_cast<char>(last ^ 1));
}

TEST_F(SafeOffice, OpensWhatLiesInEscrowToSayThatItIsWell) {
  put_root_in_escrow();
  const auto doctor = [&] { return office_.get("/v1.0/doctor"); };
  const auto root = escrow() / "root-1.escrow";
  ASSERT_NE(doctor().find("is kept until"), std::string::npos);
  flip_last_byte(root);
  EXPECT_NE(doctor().find("does not open this root"), std::string::npos);
  flip_last_byte(root);
  fs::rename(escrow() / "erasures", outside() / "list");
  EXPECT_NE(doctor().find("erasures"), std::string::npos);
  EXPECT_EQ(doctor().find("is kept until"), std::string::npos);
  fs::rename(outside() / "list", escrow() / "erasures");
  EXPECT_NE(doctor().find("is kept until"), std::string::npos);
  std::ofstream(escrow() / "root-0.escrow") << "half of a";
  EXPECT_NE(doctor().find("root-0.escrow: "), std::string::npos);
}

// The backup knows the new key, and no other.
TEST_F(SafeOffice, IsRestoredAfterItsSigningKeyWasReplaced) {
  put_root_in_escrow();
  const auto old_key = to_text(office_.app().parts().notary->keys().front());
  office_.post("/v1.0/audit/keys", "{}");
  EXPECT_EQ(201U, office_.status);
  const auto plus = old_key.find('+');
  office_.remove("/v1.0/audit/keys/" + old_key.substr(plus + 1, 8));
  EXPECT_LT(office_.status, 300U);
  restore(backup_folder(must_back_up()), eventstore::NewLog{});
  EXPECT_EQ(200U, (office_.get("/v1.0/users"), office_.status));
}

// The root that is in escrow between an approval and the destruction of the keys opens them still.
TEST_F(SafeOffice, ListsWhoIsDueButDoesNotTakeThemForErasedInTheRoot) {
  const auto user = subject();
  office_.post("/v1.0/users/" + user + "/erasure", R"({"basis": "NoLongerNeeded"})");
  auto& parts = office_.app().parts();
  const auto second = js::parse(office_.ask(http::Method::get, "/v1.0/me", second_).body);
  const domain::Actor who{
      domain::Actor::Kind::person,
      id_from_text<OperatorRef>(std::string(second.at("id").as_string())).value()};
  const auto now = office_.clock.now();
  const domain::erasure::Approve approval{id_from_text<SubjectRef>(user).value()};
  ASSERT_TRUE(parts.bus->execute(approval, {random_request_id(now), who, now, {}}));
  const auto terms = parts.escrow->renew({});
  ASSERT_TRUE(terms) << terms.error().message;
  EXPECT_EQ(terms->erasures, 0U);
  EXPECT_NE(parts.escrow->erasures().value().find(user), std::string::npos);
}

// The roots of the old log open its backups to whoever has the escrow key, whatever is erased
// since.
TEST_F(SafeOffice, CertifiesWithTheDateOfTheRootsOfTheLogThatItGoesOnFrom) {
  const auto made = must_back_up();
  put_root_in_escrow();  // of which the backup knows nothing
  restore(backup_folder(made), eventstore::NewLog{});
  const auto user = subject();
  erase(user);
  EXPECT_EQ(certified_until(user), "2026-12-01T08:00:00Z");
}

// A folder that was restored knows it by itself, and so does one that is restored from it.
TEST_F(SafeOffice, RemembersTheRootItWasRestoredWithWhereNoEscrowIsConfigured) {
  const auto made = must_back_up();
  put_root_in_escrow();
  office_.config.escrow_folder.clear();
  restore(backup_folder(made), eventstore::NewLog{});
  const auto user = subject();
  erase(user);
  EXPECT_EQ(certified_until(user), "2026-12-01T08:00:00Z");
  EXPECT_EQ(to_text(office_.app().parts().escrow->on_record()->roots_gone), "2026-12-01T08:00:00Z");
}

// Of another log in the same folder no certificate has to know.
TEST_F(SafeOffice, CertifiesAtOnceWhatOnlyTheRootsOfOthersCouldOpen) {
  const eventstore::EscrowTerms terms{LogId{}, 1, 0, office_.clock.now(),
                                      office_.clock.now() + std::chrono::days{20}};
  fs::create_directories(outside() / "escrow" / "other");
  std::ofstream(outside() / "escrow" / "other" / "root-1.escrow", std::ios::binary)
      << eventstore::seal_for_escrow({}, terms, eventstore::Key{});
  const auto user = subject();
  erase(user);
  EXPECT_EQ(certified_until(user), "2026-11-01T08:00:00Z");
}

}  // namespace riskflow::runtime
