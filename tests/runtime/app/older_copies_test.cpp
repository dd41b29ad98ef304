// What lies in escrow when a log is there twice: beside the one that goes on from it, or as an
// older copy of its own folder; and what is done while nothing can be written.

#include "tests/runtime/app/safe_office.hpp"

namespace riskflow::runtime {

class OlderCopies : public SafeOffice {
 protected:
  std::string list() {
    std::ifstream file(escrow() / "erasures");
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void write_list(const std::string& text) { std::ofstream(escrow() / "erasures") << text; }
  std::string doctor() { return office_.get("/v1.0/doctor"); }
  std::string erasure_of(const std::string& user) {
    return std::string(js::parse(office_.get("/v1.0/users/" + user)).at("erasure").as_string());
  }
  // A root of this log's id, of which a restore would make keys of that generation.
  void seal_root(const fs::path& place, std::uint64_t generation) {
    eventstore::KeyRoot root;
    root.generation = generation;
    const auto now = office_.clock.now();
    const eventstore::EscrowTerms terms{office_.app().parts().log->id(), 0, 0, now,
                                        now + std::chrono::days{30}};
    std::ofstream(place / ("root-" + std::to_string(generation) + ".escrow"), std::ios::binary)
        << eventstore::seal_for_escrow(root, terms, eventstore::Key{});
  }
};

// The root that an erasure left counts one erasure fewer than the list has.
TEST_F(OlderCopies, AreOpenedWithTheRootThatAnErasureLeftWhateverItsTime) {
  put_root_in_escrow();
  const auto manager = manager_of(subject());
  const auto user = subject();
  erase(user);
  const auto made = must_back_up();
  office_.clock.at += std::chrono::days{100};
  restore(backup_folder(made), eventstore::NewLog{});
  EXPECT_EQ(name_of(manager), "Oto Brandt");
  EXPECT_TRUE(is_erased(user));
}

// Whom this log erases is on no list of the other.
TEST_F(OlderCopies, LoseTheirRootsAtTheirTimeWhateverTheGeneration) {
  put_root_in_escrow();
  const auto old = escrow();
  restore(backup_folder(must_back_up()), eventstore::NewLog{});
  seal_root(old, 9);
  put_root_in_escrow();
  EXPECT_NE(doctor().find("roots of another log with the same persons"), std::string::npos);
  office_.clock.at += std::chrono::days{31};
  EXPECT_NE(doctor().find("is past its time"), std::string::npos);
  ASSERT_TRUE(office_.app().parts().escrow->remove_expired());
  for (const auto* root : {"root-1.escrow", "root-9.escrow"})
    EXPECT_FALSE(fs::exists(old / root)) << root;
  EXPECT_TRUE(fs::exists(escrow() / "root-2.escrow")) << "without it nobody could read its backups";
  EXPECT_EQ(doctor().find("another log"), std::string::npos);
}

// The whole folder of before an erasure, put in place of the newer.
TEST_F(OlderCopies, OfTheDataFolderForgetAgainWhomTheListInEscrowNames) {
  put_root_in_escrow();
  const auto user = subject();
  office_.close();
  copy_keys(office_.folder(), outside() / "older");
  office_.reopen();
  erase(user);
  const auto listed = list();
  office_.close();
  copy_keys(outside() / "older", office_.folder());
  office_.reopen();
  EXPECT_TRUE(is_erased(user));
  EXPECT_EQ(erasure_of(user), "Erased");
  EXPECT_EQ(certified_until(user), "not certified") << "that was in the newer folder";
  EXPECT_NE(office_.get("/v1.0/audit").find("Carried over the erasure"), std::string::npos);
  EXPECT_EQ(office_.app().parts().keys->generation(), 3U)
      << "the root of generation 2 opens what the newer folder has written";
  put_root_in_escrow();
  EXPECT_NE(list().find(user), std::string::npos);
  EXPECT_TRUE(fs::exists(escrow() / "root-3.escrow"));
  EXPECT_NE(doctor().find("is kept until"), std::string::npos) << doctor();
  const auto head = office_.app().parts().log->head();
  office_.reopen();
  EXPECT_EQ(office_.app().parts().log->head(), head) << "once";
}

TEST_F(OlderCopies, OfTheDataFolderForgetAgainWhenTheEscrowIsBack) {
  put_root_in_escrow();
  const auto user = subject();
  office_.close();
  copy_keys(office_.folder(), outside() / "older");
  office_.reopen();
  erase(user);
  office_.close();
  copy_keys(outside() / "older", office_.folder());
  fs::rename(outside() / "escrow", outside() / "away");
  std::ofstream(outside() / "escrow") << "a file where the folder should be";
  office_.reopen();
  ASSERT_FALSE(is_erased(user));
  fs::remove(outside() / "escrow");
  fs::rename(outside() / "away", outside() / "escrow");
  EXPECT_NE(doctor().find("the data folder is an older copy"), std::string::npos) << doctor();
  ASSERT_TRUE(office_.app().begin());
  office_.app().parts().forgetting->do_now();
  EXPECT_TRUE(is_erased(user));
  EXPECT_EQ(doctor().find("an older copy"), std::string::npos) << doctor();
}

// Also somebody whom the older copy has never met.
TEST_F(OlderCopies, NeverShortenTheListInEscrow) {
  put_root_in_escrow();
  const auto& parts = office_.app().parts();
  SubjectRef stranger;
  stranger.bytes.fill(7);
  const eventstore::ErasureList newer{eventstore::origin_of(parts.log->origin()), 3, {stranger}};
  write_list(parts.notary->sign(newer));
  const auto user = subject();
  erase(user);
  const auto now = eventstore::verify_erasures(list(), parts.notary->keys());
  ASSERT_TRUE(now) << now.error().message;
  EXPECT_EQ(std::set(now->gone.begin(), now->gone.end()),
            (std::set{stranger, id_from_text<SubjectRef>(user).value()}));
  EXPECT_GE(now->end(), newer.end());
}

// It may be newer than all that this folder knows.
TEST_F(OlderCopies, WriteNoListInPlaceOfOneThatTheyCannotRead) {
  put_root_in_escrow();
  write_list("damaged");
  const auto answer = office_.post("/v1.0/keys/escrow", "{}");
  EXPECT_EQ(500U, office_.status);
  EXPECT_NE(answer.find("move it away"), std::string::npos) << answer;
  EXPECT_EQ(list(), "damaged");
  fs::remove(escrow() / "erasures");
  put_root_in_escrow();
  EXPECT_NE(doctor().find("is kept until"), std::string::npos);
}

// The key pages cannot be written: where the next would come stands something else.
TEST_F(OlderCopies, AreNotNeededToReadNobodyWhoCannotBeForgottenYet) {
  const auto user = subject();
  const auto blocked = office_.folder() / "keys" / "pages" / "1";
  fs::create_directories(blocked / "in the way");
  const auto answer = request_and_approve(user);
  EXPECT_EQ(answer.status, http::HttpStatus::service_unavailable);
  EXPECT_NE(
      answer.body.find("nobody can read what is about them any more; their keys are destroyed "
                       "when they can be written"),
      std::string::npos)
      << answer.body;
  for (int start = 0; start < 2; ++start) {
    EXPECT_TRUE(is_erased(user));
    for (const auto* page : {"/v1.0/users", "/v1.0/alerts", "/v1.0/cases/1"})
      EXPECT_EQ(office_.get(page).find("Koval"), std::string::npos) << page;
    EXPECT_NE(doctor().find("1 are due"), std::string::npos);
    office_.reopen();
  }
  fs::remove_all(blocked);
  ASSERT_TRUE(office_.app().parts().erasures->carry_out());
  EXPECT_EQ(erasure_of(user), "Erased");
  office_.reopen();
  EXPECT_TRUE(is_erased(user));
}

}  // namespace riskflow::runtime
