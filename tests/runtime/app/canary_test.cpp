// What was written about an erased person is found nowhere: not in clear, and by no key that is
// left.  The same search finds all of it before.

#include <fstream>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "eventstore/key_pages.hpp"
#include "eventstore/proof/base64.hpp"
#include "eventstore/proof/export_verifier.hpp"
#include "eventstore/restore.hpp"
#include "eventstore/unlock_key.hpp"
#include "runtime/core/log.hpp"
#include "runtime/restoring.hpp"
#include "tests/runtime/app/canaries.hpp"
#include "tests/runtime/app/office.hpp"

namespace riskflow::runtime {

namespace fs = std::filesystem;
namespace js = boost::json;

static Bytes content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Canary : public testing::Test {
 protected:
  Canary() {
    fs::create_directories(aside_);
    EXPECT_TRUE(log::open({server_log().string(), log::Level::debug}));
    office_.import_sample();
    office_.open_case();
    const auto shown = js::parse(office_.get("/v1.0/cases/1"));
    const auto user = std::string(shown.at_pointer("/user/id").as_string());
    person_ = id_from_text<SubjectRef>(user).value();
    auto& parts = office_.app().parts();
    planted_ = plant(parts, person_, domain::operators::key_subject(OperatorRef{}));
    EXPECT_TRUE(parts.views->wait_for(parts.log->head(), std::chrono::minutes{1}));
  }
  ~Canary() override {
    EXPECT_TRUE(log::open({}));
    fs::remove_all(aside_);
  }

  fs::path server_log() const { return aside_ / "server.log"; }
  fs::path audit_export() const { return aside_ / "audit.jsonl"; }

  // Everything that riskflow writes, wherever it lies.
  std::vector<fs::path> places() const {
    return {
        office_.folder(),
        server_log(),
        audit_export(),
    };
  }

  // Pages are made with names shown, so that what they hold would be where it goes.
  void use() {
    office_.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
    for (const auto* page : {"/v1.0/users", "/v1.0/cases/1", "/v1.0/audit/events?top=1000",
                             "/v1.0/audit/replay?top=1000", "/v1.0/runs", "/v1.0/doctor"}) {
      office_.get(page);
      EXPECT_EQ(200U, office_.status) << page;
    }
  }
  void write_export() {
    std::ofstream file(audit_export());
    const auto write = [&](const js::value& line) {
      file << std::string_view(line.as_string()) << '\n';
    };
    write(js::parse(office_.get("/v1.0/audit/export")).at("line"));
    const auto page = js::parse(office_.get("/v1.0/audit/export/events"));
    for (const auto& line : page.at("value").as_array()) write(line);
    EXPECT_FALSE(page.as_object().contains("next")) << "all is on one page";
  }

  proof::Verified verified_export() {
    std::ifstream text(office_.folder() / "audit.pub");
    std::string key;
    std::getline(text, key);
    proof::ExportVerifier verifier({proof::verifier_key_from_text(key).value()});
    std::ifstream file(audit_export());
    for (std::string line; std::getline(file, line);) {
      const auto taken = verifier.take(line);
      EXPECT_TRUE(taken) << taken.error().message;
    }
    const auto verified = verifier.finish();
    EXPECT_TRUE(verified) << verified.error().message;
    return verified.value_or(proof::Verified{});
  }

  // What the views make of the events that were there when it was first asked.
  std::string fold() {
    auto& parts = office_.app().parts();
    if (!until_) until_ = parts.log->head();
    const projections::Views* const views = parts.views.get();
    EXPECT_TRUE(views->wait_for(*until_, std::chrono::minutes{1}));
    std::string out;
    for (const auto* page : {"/v1.0/cases/1", "/v1.0/users", "/v1.0/runs"})
      out += office_.get(fmt::format("{}?$asOf={}", page, to_number(*until_) - 1)) + "\n";
    EXPECT_EQ(200U, office_.status);
    return out;
  }

  SubjectRef manager_of(const SubjectRef& person) {
    const auto folded = office_.app().parts().aggregates->load(domain::subject::stream(person));
    return std::get<domain::subject::State>((*folded)->state).manager.value();
  }

  void erase() {
    const auto path = "/v1.0/users/" + to_text(person_) + "/erasure";
    const auto second = office_.token_of("second", "Admins");
    office_.post(path, R"({"basis": "NoLongerNeeded"})");
    EXPECT_EQ(202U, office_.status);
    EXPECT_EQ(office_.ask(http::Method::post, path + "/approval", second).status,
              http::HttpStatus::ok);
  }

  // ---- beside the data folder ----

  fs::path escrow() const { return aside_ / "escrow"; }
  fs::path backups() const { return aside_ / "backups"; }
  void keep_outside() {
    EXPECT_TRUE(eventstore::make_unlock_key(aside_ / "escrow.key"));
    office_.config.backup_folder = backups();
    office_.config.escrow_folder = escrow();
    office_.config.escrow_key_file = aside_ / "escrow.key";
    office_.reopen();
  }
  void put_root_in_escrow() {
    office_.post("/v1.0/keys/escrow", "{}");
    EXPECT_EQ(201U, office_.status);
  }
  fs::path back_up() {
    const auto made = js::parse(office_.post("/v1.0/backups", "{}"));
    EXPECT_EQ(201U, office_.status) << made;
    return std::string(made.at("backup").as_string());
  }

  // What somebody reads who has a backup, all that lies in escrow, and its key: with each root that
  // opens the pages of the backup, and no list of who is gone.
  struct Loot {
    std::size_t roots_that_open = 0;
    Canaries read;
  };
  Loot read_with_all_roots(const fs::path& backup) {
    Loot loot;
    const auto key = eventstore::read_unlock_key(aside_ / "escrow.key").value();
    const auto roots = eventstore::roots_in(escrow()).value().files;
    EXPECT_FALSE(roots.empty());
    for (const auto& lying : roots) {
      const auto data = aside_ / "loot";
      EXPECT_TRUE(runtime::restore({backup, data, {}, eventstore::ReadOnly{}}, office_.clock));
      const auto root = eventstore::open_escrow(content_of(lying.path), key).value();
      const auto unlock = eventstore::make_unlock_key(data / "unlock.key").value();
      fs::create_directories(data / "keys");
      if (eventstore::put_together(data / eventstore::waiting_keys, root, {}, 0, unlock,
                                   data / "keys")) {
        ++loot.roots_that_open;
        loot.read.merge(by_keys(planted_, data, person_));
      }
      fs::remove_all(data);
    }
    return loot;
  }

  Office office_;
  fs::path aside_ = office_.folder().string() + "-aside";
  SubjectRef person_;
  Canaries planted_;
  std::optional<Position> until_;
};

TEST_F(Canary, OfEachPersonalFieldIsFoundByTheKeysWhileThePersonIsThere) {
  use();
  write_export();
  EXPECT_EQ(in_clear(planted_, places()), Canaries{});
  office_.close();
  EXPECT_GE(planted_.size(), 60u) << "texts of personal fields, twice";
  EXPECT_EQ(by_keys(planted_, office_.folder(), person_), planted_);
}

TEST_F(Canary, IsFoundNowhereAfterTheErasure) {
  use();
  erase();
  use();
  write_export();
  for (int start = 0; start < 2; ++start) {  // the second writes what the first kept in memory
    EXPECT_EQ(in_clear(planted_, places()), Canaries{});
    office_.close();
    EXPECT_EQ(by_keys(planted_, office_.folder(), person_), Canaries{});
    EXPECT_EQ(in_clear(planted_, places()), Canaries{});
    office_.reopen();
  }
}

// The certificate says when the roots of before are gone: from then on the backups are silent too.
TEST_F(Canary, InABackupIsReadWithTheRootOfItsTimeOnlyAndByNobodyOnceThatIsGone) {
  keep_outside();
  put_root_in_escrow();
  const auto before = back_up();
  erase();
  const auto after = back_up();
  EXPECT_EQ(in_clear(planted_, {backups(), escrow(), office_.folder()}), Canaries{});
  EXPECT_EQ(read_with_all_roots(before).read, planted_) << "or the search finds nothing";
  EXPECT_EQ(read_with_all_roots(after).read, Canaries{});

  office_.clock.at += std::chrono::days{31};
  office_.reopen();
  put_root_in_escrow();
  const auto of_before = read_with_all_roots(before);
  EXPECT_EQ(of_before.roots_that_open, 0U);
  const auto of_after = read_with_all_roots(after);
  EXPECT_EQ(of_after.roots_that_open, 1U);
  EXPECT_EQ(of_after.read, Canaries{});
}

// Not even as noise, and everything that stays is proved, folded and shown as before.
TEST_F(Canary, LeavesNoCiphertextAfterAPurge) {
  erase();
  use();
  office_.close();
  const auto ciphertext = ciphertext_about(person_, office_.folder());
  EXPECT_GE(ciphertext.size(), 60u);
  const std::vector log{office_.folder() / "log"};
  EXPECT_GE(in_clear(ciphertext, log).size(), ciphertext.size() / 2)
      << "or the search finds nothing";
  office_.reopen();
  const auto before = fold();

  const auto purged = js::parse(office_.post("/v1.0/erasures/purge", "{}"));
  EXPECT_EQ(200U, office_.status) << purged;
  EXPECT_EQ(purged.at("purgedFields").to_number<std::size_t>() * 2, ciphertext.size());
  EXPECT_LT(purged.at("bytesAfter").to_number<int>(), purged.at("bytesBefore").to_number<int>());
  write_export();
  EXPECT_EQ(in_clear(ciphertext, places()), Canaries{});
  EXPECT_EQ(verified_export().purged, purged.at("purgedFields").to_number<std::size_t>());
  EXPECT_EQ(fold(), before);
  for (const auto* page : {"/v1.0/doctor/rebuildViews", "/v1.0/doctor/scrub"}) {
    const auto answer = office_.post(page, "{}");
    EXPECT_EQ(200U, office_.status) << answer;
  }
  use();
  EXPECT_NE(office_.get("/v1.0/cases/1").find("[erased]"), std::string::npos);
  office_.reopen();
  EXPECT_EQ(fold(), before) << "folded anew from what is left";
  EXPECT_EQ(in_clear(ciphertext, places()), Canaries{});
}

TEST_F(Canary, ThatIsAlsoAboutSomebodyUnderALegalHoldStaysUntilItEnds) {
  const auto oto = manager_of(person_);
  plant(office_.app().parts(), person_, oto);
  const auto hold = "/v1.0/users/" + to_text(oto) + "/hold";
  office_.post(hold, R"({"reason": "Litigation 2026-17."})");
  EXPECT_EQ(201U, office_.status);
  erase();
  const auto first = js::parse(office_.post("/v1.0/erasures/purge", "{}"));
  EXPECT_EQ(200U, office_.status) << first;
  EXPECT_GT(first.at("heldFields").to_number<int>(), 10);
  office_.close();
  EXPECT_FALSE(ciphertext_about(person_, office_.folder()).empty());
  office_.reopen();
  office_.ask(http::Method::del, hold, office_.token_of("second", "Admins"));
  const auto second = js::parse(office_.post("/v1.0/erasures/purge", "{}"));
  EXPECT_EQ(second.at("heldFields").to_number<int>(), 0);
  EXPECT_EQ(second.at("purgedFields").to_number<int>(),
            first.at("purgedFields").to_number<int>() + first.at("heldFields").to_number<int>());
  office_.close();
  EXPECT_EQ(ciphertext_about(person_, office_.folder()), Canaries{});
}

TEST_F(Canary, ThatStandsInAFileInClearIsFound) {
  write_export();
  const auto text = *planted_.begin();
  std::ofstream(office_.folder() / "log/stray") << std::string(5000, '\7') << text << '\7';
  EXPECT_EQ(in_clear(planted_, places()), Canaries{text});
  fs::remove(office_.folder() / "log/stray");
  EXPECT_EQ(in_clear(planted_, places()), Canaries{});
  const auto last = *planted_.rbegin();
  std::ofstream(audit_export(), std::ios::app)
      << R"({"payload":")" << proof::base64("\x01\x02" + last + "\x03") << "\"}\n";
  EXPECT_EQ(in_clear(planted_, places()), Canaries{last});
}

}  // namespace riskflow::runtime
