#pragma once
// An office for tests that keeps its backups, and the root of its keys, on another disk, as it
// were.

#include <fstream>
#include <functional>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "domain/codec/codec.hpp"
#include "eventstore/restore_keys.hpp"
#include "eventstore/unlock_key.hpp"
#include "runtime/core/person_mask.hpp"
#include "runtime/core/request_ids.hpp"
#include "runtime/restoring.hpp"
#include "tests/runtime/app/office.hpp"

namespace riskflow::runtime {

namespace fs = std::filesystem;
namespace js = boost::json;

class SafeOffice : public testing::Test {
 protected:
  SafeOffice() {
    EXPECT_TRUE(eventstore::make_unlock_key(escrow_key()));
    office_.config.backup_folder = outside() / "backups";
    office_.config.escrow_folder = outside() / "escrow";
    office_.config.escrow_key_file = escrow_key();
    office_.reopen();
    office_.open_case();
    office_.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
    second_ = office_.token_of("second", "Admins");
  }
  ~SafeOffice() override {
    office_.close();
    std::error_code ignored;
    fs::remove_all(outside(), ignored);
  }

  // Another disk, as it were.
  fs::path outside() const { return office_.folder().string() + "-outside"; }
  fs::path escrow_key() const { return outside() / "escrow.key"; }
  fs::path restored() const { return outside() / "restored"; }
  fs::path escrow() { return outside() / "escrow" / to_text(office_.app().parts().log->origin()); }

  js::object must_back_up() {
    const auto answer = office_.post("/v1.0/backups", "{}");
    EXPECT_EQ(201U, office_.status) << answer;
    return js::parse(answer).as_object();
  }
  fs::path backup_folder(const js::object& made) const {
    return std::string(made.at("backup").as_string());
  }
  void put_root_in_escrow() {
    const auto answer = office_.post("/v1.0/keys/escrow", "{}");
    EXPECT_EQ(201U, office_.status) << answer;
  }
  std::string subject() {
    return std::string(js::parse(office_.get("/v1.0/cases/1")).at_pointer("/user/id").as_string());
  }
  SubjectRef manager_of(const std::string& user) {
    const auto stream = domain::subject::stream(id_from_text<SubjectRef>(user).value());
    const auto folded = office_.app().parts().aggregates->load(stream).value();
    return std::get<domain::subject::State>(folded->state).manager.value();
  }
  // As it is sealed in the log.
  std::string name_of(const SubjectRef& person) {
    const auto& parts = office_.app().parts();
    const auto sealed = parts.persons->find(person).value().identity.value();
    return identity_at(*parts.log, *parts.keys, sealed).value().value().display_name;
  }
  http::Response request_and_approve(const std::string& user) {
    office_.post("/v1.0/users/" + user + "/erasure", R"({"basis": "NoLongerNeeded"})");
    return office_.ask(http::Method::post, "/v1.0/users/" + user + "/erasure/approval", second_);
  }
  void erase(const std::string& user) {
    const auto answer = request_and_approve(user);
    EXPECT_EQ(answer.status, http::HttpStatus::ok) << answer.body;
  }
  bool is_erased(const std::string& user) {
    const auto key =
        office_.app().parts().keys->leaf(id_from_text<SubjectRef>(user).value(), Purpose::identity);
    return !key && key.error().code == Errc::erased;
  }
  // In place of what is there.
  static void copy_keys(const fs::path& from, const fs::path& to) {
    fs::remove_all(to);
    fs::copy(from, to, fs::copy_options::recursive);
  }

  // What the certificate of a user says.
  std::string certified_until(const std::string& user) {
    std::string until = "not certified";
    const auto stream = domain::subject::stream(id_from_text<SubjectRef>(user).value());
    EXPECT_TRUE(office_.app().parts().log->read_stream(
        stream, Version{}, [&](const eventstore::CommitHeader&, const auto& stored) {
          const auto event =
              codec::decode(stored.type, stored.schema, stored.payload, stored.position).value();
          if (const auto* done = std::get_if<domain::erasure::Erased>(&event))
            until = to_text(done->copies_gone);
          return eventstore::Reading::more;
        }));
    return until;
  }

  // Restores, and works on in the new folder.
  void restore(const fs::path& backup, eventstore::GoingOn going_on,
               std::optional<eventstore::AsOf> as_of = {}) {
    const auto kept = escrow();
    office_.close();
    const auto done =
        runtime::restore({backup, restored(), as_of, std::move(going_on)}, office_.clock);
    ASSERT_TRUE(done) << done.error().message;
    const auto pages = eventstore::read_backup(restored() / eventstore::waiting_keys).value();
    const auto root = kept / ("root-" + std::to_string(pages.key_generation) + ".escrow");
    const auto keys = eventstore::restore_keys({restored(), root, escrow_key(), kept / "erasures",
                                                restored() / "unlock.key", office_.clock.now()});
    ASSERT_TRUE(keys) << keys.error().message;
    office_.config.data = restored();
    office_.reopen();
  }

  Office office_;
  std::string second_;
};

}  // namespace riskflow::runtime
