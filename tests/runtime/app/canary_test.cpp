// What was written about an erased person is found nowhere: not in clear, and by no key that is
// left.  The same search finds all of it before.

#include <fstream>

#include <boost/json.hpp>

#include "eventstore/proof/base64.hpp"
#include "runtime/core/log.hpp"
#include "tests/runtime/app/canaries.hpp"
#include "tests/runtime/app/office.hpp"

namespace riskflow::runtime {

namespace fs = std::filesystem;
namespace js = boost::json;

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
    file << js::parse(office_.get("/v1.0/audit/export")).at("line").as_string() << '\n';
    const auto page = js::parse(office_.get("/v1.0/audit/export/events"));
    for (const auto& line : page.at("value").as_array()) file << line.as_string() << '\n';
    EXPECT_FALSE(page.as_object().contains("next")) << "all is on one page";
  }

  void erase() {
    const auto path = "/v1.0/users/" + to_text(person_) + "/erasure";
    const auto second = office_.token_of("second", "Admins");
    office_.post(path, R"({"basis": "NoLongerNeeded"})");
    EXPECT_EQ(202U, office_.status);
    EXPECT_EQ(office_.ask(http::Method::post, path + "/approval", second).status,
              http::HttpStatus::ok);
  }

  Office office_;
  fs::path aside_ = office_.folder().string() + "-aside";
  SubjectRef person_;
  Canaries planted_;
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
