// Replacing the key that signs the log: what auditors see, and what is left of a try that was cut
// off.

#include "runtime/audit_keys.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "runtime/core/request_ids.hpp"
#include "tests/runtime/app/office.hpp"

namespace riskflow::runtime {

namespace fs = std::filesystem;
namespace js = boost::json;

class ReplacingTheAuditKey : public testing::Test {
 protected:
  struct Told {
    std::string id, state;
    proof::VerifierKey key;
  };

  std::vector<Told> keys() {
    std::vector<Told> out;
    const auto answer = js::parse(office_.get("/v1.0/audit/keys"));
    for (const auto& one : answer.at("value").as_array())
      out.push_back({text(one, "id"), text(one, "state"),
                     proof::verifier_key_from_text(text(one, "verifierKey")).value()});
    return out;
  }
  std::string checkpoint() {
    return text(js::parse(office_.get("/v1.0/audit/checkpoint")), "checkpoint");
  }
  void retire(const std::string& id) { office_.remove("/v1.0/audit/keys/" + id); }
  void add() { office_.post("/v1.0/audit/keys", ""); }
  eventstore::Notary& notary() { return *office_.app().parts().notary; }

  // What the audit log says of keys, the oldest first.
  std::vector<std::string> on_record() {
    std::vector<std::string> out;
    const auto answer = js::parse(office_.get("/v1.0/audit?$top=100"));
    for (const auto& row : answer.at("value").as_array())
      if (const auto activity = text(row, "activity"); activity.ends_with("signing key"))
        out.insert(out.begin(), activity);
    return out;
  }

  static std::string text(const js::value& whole, std::string_view field) {
    return std::string(whole.at(field).as_string());
  }

  Office office_;
};

TEST_F(ReplacingTheAuditKey, LeadsWhoeverTrustsTheOldKeyToTheNewOne) {
  const auto old_key = keys().at(0);
  add();
  EXPECT_EQ(office_.status, 201U);
  const auto both = keys();
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[1].key, old_key.key);
  for (const auto& one : both) {
    EXPECT_EQ(one.state, "Signing");
    EXPECT_TRUE(proof::verify_checkpoint(checkpoint(), std::array{one.key}));
  }

  retire(old_key.id);
  EXPECT_EQ(office_.status, 200U);
  const auto left = keys();
  ASSERT_EQ(left.size(), 2U);
  EXPECT_EQ(left[0].key, both[0].key);
  EXPECT_EQ(left[1].state, "Retired");
  EXPECT_TRUE(proof::verify_checkpoint(checkpoint(), std::array{left[0].key}));
  EXPECT_FALSE(proof::verify_checkpoint(checkpoint(), std::array{old_key.key}));
  EXPECT_EQ(on_record(), (std::vector<std::string>{"Added signing key", "Retired signing key"}));
}

TEST_F(ReplacingTheAuditKey, RefusesAThirdKeyTheLastOneAndOneItDoesNotKnow) {
  const auto only = keys().at(0).id;
  retire(only);
  EXPECT_EQ(office_.status, 409U);
  retire("00000000");
  EXPECT_EQ(office_.status, 404U);
  retire("audit.pub");
  EXPECT_EQ(office_.status, 400U);
  add();
  add();
  EXPECT_EQ(office_.status, 409U);
  EXPECT_EQ(on_record(), std::vector<std::string>{"Added signing key"});
}

TEST_F(ReplacingTheAuditKey, IsForThoseWhoConfigureRiskflow) {
  const auto auditor = office_.token_of("ada", "Auditors");
  const auto status = [&](http::Method method) {
    return office_.ask(method, "/v1.0/audit/keys", auditor).status;
  };
  EXPECT_EQ(status(http::Method::post), http::HttpStatus::forbidden);
  EXPECT_EQ(status(http::Method::get), http::HttpStatus::ok);
  EXPECT_EQ(keys().size(), 1U);
}

// The process ended between file and log.
TEST_F(ReplacingTheAuditKey, PutsOnRecordAtTheNextStartWhatWasAdded) {
  ASSERT_TRUE(notary().add_key());
  EXPECT_TRUE(on_record().empty());
  office_.reopen();
  EXPECT_EQ(on_record(), std::vector<std::string>{"Added signing key"});
  office_.reopen();
  EXPECT_EQ(on_record().size(), 1U);
}

// The process ended between log and file.
TEST_F(ReplacingTheAuditKey, DestroysAtTheNextStartWhatWasRetired) {
  const auto old_key = keys().at(0);
  add();
  const auto now = office_.clock.now();
  const RequestContext context{random_request_id(now), {}, now, {}};
  ASSERT_TRUE(office_.app().parts().bus->execute(
      domain::safekeeping::RetireSigningKey{to_text(old_key.key)}, context));
  ASSERT_EQ(notary().keys().size(), 2U);
  office_.reopen();
  EXPECT_EQ(notary().keys().size(), 1U);
  EXPECT_NE(notary().keys().front(), old_key.key);
}

// An operator puts the small files of last week back in their place.
TEST_F(ReplacingTheAuditKey, RefusesAnOlderFileOfKeysAndSaysWhatItLacks) {
  const auto old_key = keys().at(0);
  const auto put_aside = [&](const std::string& name) {
    for (const auto* file : {"audit.key", "audit.pub", "checkpoint"})
      fs::copy_file(office_.folder() / file, office_.folder() / (file + name));
  };
  const auto refusal_of = [&](const std::string& name) {
    office_.close();
    for (const auto* file : {"audit.key", "audit.pub", "checkpoint"})
      fs::copy_file(office_.folder() / (file + name), office_.folder() / file,
                    fs::copy_options::overwrite_existing);
    const auto opened = App::open(office_.config, office_.clock);
    return opened ? std::string() : opened.error().message;
  };
  put_aside(".one");
  add();
  put_aside(".two");
  EXPECT_NE(refusal_of(".one").find("was added, and is missing"), std::string::npos);
  EXPECT_EQ(refusal_of(".two"), "");
  office_.reopen();
  retire(old_key.id);
  EXPECT_NE(refusal_of(".one").find("was retired"), std::string::npos);
  EXPECT_EQ(refusal_of(".two"), "") << "a crash may leave both";
}

}  // namespace riskflow::runtime
