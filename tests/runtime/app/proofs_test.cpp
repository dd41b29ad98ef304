// Checkpoints and proofs, asked for and verified as somebody would who trusts only the key.

#include <fstream>
#include <sstream>

#include <boost/json.hpp>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "eventstore/proof/base64.hpp"
#include "eventstore/proof/export_verifier.hpp"
#include "eventstore/proof/log_proof.hpp"
#include "eventstore/records.hpp"
#include "eventstore/tables.hpp"
#include "tests/runtime/app/office.hpp"
#include "tools/verify/verify.hpp"

namespace riskflow::runtime {

namespace js = boost::json;

class Proofs : public testing::Test {
 protected:
  Proofs() {
    office_.import_sample();
    std::string line;
    std::getline(std::ifstream(office_.folder() / "audit.pub"), line);
    key_ = proof::verifier_key_from_text(line).value();
  }

  js::object get(const std::string& target) {
    auto body = js::parse(office_.get(target)).as_object();
    EXPECT_EQ(office_.status, 200U) << js::serialize(body);
    return body;
  }

  std::string text(const js::object& body, std::string_view name) {
    return std::string(body.at(name).as_string());
  }

  // The lines of an export, as riskflow audit export writes them.
  std::vector<std::string> export_of(const std::string& query) {
    const auto head = get("/v1.0/audit/export?" + query);
    std::vector<std::string> lines{text(head, "line")};
    auto from = head.at("from").to_number<std::uint64_t>();
    const auto to = std::to_string(head.at("to").to_number<std::uint64_t>());
    for (;;) {
      const auto page = get("/v1.0/audit/export/events?from=" + std::to_string(from) + "&to=" + to);
      for (const auto& line : page.at("value").as_array())
        lines.emplace_back(std::string_view(line.as_string()));
      if (!page.contains("next")) return lines;
      from = page.at("next").to_number<std::uint64_t>();
    }
  }

  // As riskflow-verify does it, who has the text and audit.pub.
  Result<std::string> verified(const std::string& text) const {
    std::istringstream in(text);
    return verify::verify_files({(office_.folder() / "audit.pub").string(), {}, "-"}, in);
  }
  Result<std::string> verified(const std::vector<std::string>& lines) const {
    return verified(fmt::format("{}\n", fmt::join(lines, "\n")));
  }

  // Erases who case 1 is about, and purges what was sealed about them.
  void erase_and_purge() {
    const auto user = text(get("/v1.0/cases/1").at("user").as_object(), "id");
    const auto erasure = "/v1.0/users/" + user + "/erasure";
    office_.post(erasure, R"({"basis": "NoLongerNeeded"})");
    const auto approved = office_.ask(http::Method::post, erasure + "/approval",
                                      office_.token_of("second", "Admins"));
    EXPECT_EQ(approved.status, http::HttpStatus::ok) << approved.body;
    office_.post("/v1.0/erasures/purge", "{}");
    EXPECT_EQ(200U, office_.status);
  }

  static proof::Hash hash_in(const js::value& text) {
    const auto bytes = proof::from_base64(std::string_view(text.as_string())).value();
    proof::Hash hash{};
    std::ranges::copy(bytes, hash.begin());
    return hash;
  }

  static proof::TreeHead tree_in(const js::value& told) {
    const auto& tree = told.as_object();
    return {tree.at("size").to_number<std::uint64_t>(), hash_in(tree.at("rootHash"))};
  }

  Office office_;
  proof::VerifierKey key_;
};

TEST_F(Proofs, ACheckpointSignsEverythingThatIsInTheLog) {
  const auto body = get("/v1.0/audit/checkpoint");
  const auto checkpoint = proof::verify_checkpoint(text(body, "checkpoint"), std::array{key_});
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  EXPECT_EQ(checkpoint->tree.size, to_number(office_.app().parts().log->head()));
  EXPECT_EQ(checkpoint->tree, tree_in(body));
  EXPECT_EQ(text(body, "verifierKey"), to_text(key_));
}

TEST_F(Proofs, EveryEventIsProvedToBeInTheLog) {
  const auto head = to_number(office_.app().parts().log->head());
  for (std::uint64_t position = 0; position < head; ++position) {
    const auto body = get("/v1.0/audit/proof?position=" + std::to_string(position));
    const auto made = proof::log_proof_from_text(text(body, "proof"));
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->index, position);
    const auto checkpoint = proof::verify_log_proof(*made, std::array{key_});
    EXPECT_TRUE(checkpoint) << checkpoint.error().message;
  }
}

TEST_F(Proofs, ACommandHasAReceiptThatProvesEachOfItsEvents) {
  office_.open_case();
  const auto head = to_number(office_.app().parts().log->head());
  const auto body = get("/v1.0/audit/receipt?position=" + std::to_string(head - 1));
  const auto commit = office_.app().parts().log->commit_at(Position{head - 1}).value();
  EXPECT_EQ(text(body, "request"), to_text(commit.header.request));
  const auto receipt = proof::receipt_from_text(text(body, "receipt"));
  ASSERT_TRUE(receipt) << receipt.error().message;
  ASSERT_EQ(receipt->size(), commit.header.events);
  ASSERT_GT(receipt->size(), 1U);
  for (std::size_t i = 0; i < receipt->size(); ++i) {
    const auto& proof = receipt->at(i);
    EXPECT_TRUE(proof::verify_log_proof(proof, std::array{key_}));
    const auto leaf = proof::leaf_from_bytes(proof.leaf).value();
    EXPECT_EQ(leaf.position(), commit.events[i].position);
    EXPECT_EQ(leaf.event.type, commit.events[i].type);
  }
}

TEST_F(Proofs, AReceiptIsForWhoGaveTheCommandAndForThoseWhoSeeTheAuditLog) {
  const auto analyst = office_.token_of("ann", "Analysts");
  const auto receipt = [&](std::uint64_t position) {
    return office_
        .ask(http::Method::get, "/v1.0/audit/receipt?position=" + std::to_string(position), analyst)
        .status;
  };
  EXPECT_EQ(receipt(0), http::HttpStatus::forbidden);
  const auto page = get("/v1.0/alerts?$filter=status%20eq%20'NeedsReview'&$top=1");
  const auto alert = text(page.at("value").at(0).as_object(), "id");
  const auto done = office_.ask(http::Method::post, "/v1.0/alerts/" + alert + "/dismiss", analyst,
                                R"({"reason": "ExpectedActivity", "comment": "A backup."})");
  ASSERT_EQ(done.status, http::HttpStatus::ok) << done.body;
  const auto after = std::stoull(std::string(done.headers.find("Riskflow-Position").value()));
  EXPECT_EQ(receipt(after - 1), http::HttpStatus::ok);
}

TEST_F(Proofs, TheLogOfTodayBeginsWithThatOfYesterday) {
  const auto earlier = tree_in(get("/v1.0/audit/checkpoint"));
  office_.open_case();
  const auto body = get("/v1.0/audit/consistency?from=" + std::to_string(earlier.size));
  EXPECT_EQ(tree_in(body.at("from")), earlier);
  EXPECT_EQ(tree_in(body.at("to")), tree_in(get("/v1.0/audit/checkpoint")));
  std::vector<proof::Hash> path;
  for (const auto& hash : body.at("proof").as_array()) path.push_back(hash_in(hash));
  EXPECT_TRUE(proof::verify_consistency(earlier, tree_in(body.at("to")), path));
}

TEST_F(Proofs, AnExportOfAnyRangeVerifies) {
  const auto earlier = tree_in(get("/v1.0/audit/checkpoint"));
  office_.open_case();
  for (const auto* query : {"", "from=3&to=12", "from=7&to=7", "from=9"}) {
    proof::ExportVerifier verifier({key_});
    for (const auto& line : export_of(query)) {
      const auto ok = verifier.take(line);
      ASSERT_TRUE(ok) << query << ": " << ok.error().message;
    }
    const auto verified = verifier.finish();
    EXPECT_TRUE(verified) << query << ": " << verified.error().message;
  }
  proof::ExportVerifier verifier(
      {key_}, proof::Checkpoint{text(get("/v1.0/audit/checkpoint"), "origin"), earlier});
  for (const auto& line : export_of("from=0&to=1&since=" + std::to_string(earlier.size)))
    ASSERT_TRUE(verifier.take(line));
  const auto verified = verifier.finish();
  ASSERT_TRUE(verified) << verified.error().message;
  EXPECT_TRUE(verified->grew_from_earlier);
}

// An auditor's sample of a purged log, event by event.
TEST_F(Proofs, EachEventIsVerifiedAloneAfterAPurge) {
  office_.open_case();
  erase_and_purge();
  office_.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
  const auto head = to_number(office_.app().parts().log->head());
  std::size_t lacking = 0;
  for (std::uint64_t n = 0; n < head; ++n) {
    auto lines = export_of(fmt::format("from={}&to={}", n, n + 1));
    const auto sample = verified(lines);
    ASSERT_TRUE(sample) << sample.error().message;
    const auto receipt =
        verified(text(get(fmt::format("/v1.0/audit/receipt?position={}", n)), "receipt"));
    EXPECT_TRUE(receipt) << n << ": " << receipt.error().message;
    const auto single =
        verified(text(get(fmt::format("/v1.0/audit/proof?position={}", n)), "proof"));
    EXPECT_TRUE(single) << n << ": " << single.error().message;
    if (sample->find("personal fields in them are gone") == sample->npos) continue;
    ++lacking;
    auto first = proof::head_from_line(lines[0]).value();
    first.purge.reset();
    lines[0] = to_line(first);
    EXPECT_EQ(verified(lines).error().code, Errc::corrupt) << n;
  }
  EXPECT_GE(lacking, 2U);
  EXPECT_LT(lacking, head);
}

TEST_F(Proofs, AnExportCarriesTheNewestPurgeThatComesAfterItsEvents) {
  office_.open_case();
  EXPECT_FALSE(proof::head_from_line(export_of("from=0&to=9")[0])->purge) << "there was none";
  erase_and_purge();
  const auto first = to_number(office_.app().parts().log->head()) - 1;
  office_.post("/v1.0/erasures/purge", "{}");
  const auto newest = to_number(office_.app().parts().log->head()) - 1;
  for (const auto to : {std::uint64_t{1}, first, newest, newest + 1}) {
    const auto lines = export_of(fmt::format("from=0&to={}", to));
    const auto ok = verified(lines);
    EXPECT_TRUE(ok) << to << ": " << ok.error().message;
    const auto carried = proof::head_from_line(lines[0])->purge;
    ASSERT_EQ(carried.has_value(), to <= newest) << "an export that has it need not carry it";
    if (carried)
      EXPECT_TRUE(carried->event.starts_with(fmt::format(R"({{"position":{},)", newest)))
          << carried->event;
  }
}

TEST_F(Proofs, AnExportOfMoreThanThereIsIsRefusedByTheNameOfWhatIsWrong) {
  for (const auto& [query, target] :
       {std::pair{"to=100000", "to"}, std::pair{"from=9&to=8", "from"},
        std::pair{"since=100000", "since"}, std::pair{"from=x", "from"}}) {
    const auto answer = office_.get(std::string("/v1.0/audit/export?") + query);
    EXPECT_EQ(office_.status, 400U) << query;
    EXPECT_NE(answer.find(std::string("\"target\":\"") + target), std::string::npos) << answer;
  }
}

TEST_F(Proofs, AScrubComesToTheRootThatIsSigned) {
  const auto done = js::parse(office_.post("/v1.0/doctor/scrub", "")).as_object();
  EXPECT_EQ(office_.status, 200U);
  const auto signed_root = get("/v1.0/audit/checkpoint");
  EXPECT_EQ(done.at("rootHash"), signed_root.at("rootHash"));
  EXPECT_EQ(done.at("events"), signed_root.at("size"));
}

TEST_F(Proofs, DamageThatAScrubFindsIsToldByEveryFaceOfTheServer) {
  // Of something that no request needs, and no start, which looks at the last commit.
  Position alert{};
  const auto read = office_.app().parts().log->read(Position{}, [&](const auto& commit) {
    if (commit.events.front().type == "alert.imported") alert = commit.header.first;
    return eventstore::Reading::more;
  });
  ASSERT_TRUE(read && alert > Position{});
  office_.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
  office_.close();
  {
    using namespace eventstore;
    const auto tables = Tables::open({office_.folder() / "log", 4 << 20, 4 << 20}).value();
    auto scan = tables->scan(Family::payloads, {}, eventstore::Access::few);
    scan.seek_back(position_key(alert));
    ASSERT_TRUE(scan.valid());
    Bytes value(scan.value());
    value.back() = static_cast<char>(value.back() ^ 1);
    Batch batch(*tables);
    batch.put(Family::payloads, Bytes(scan.key()), value);
    ASSERT_TRUE(tables->write(batch));
  }
  office_.reopen();
  const auto before = office_.get("/metrics");
  EXPECT_NE(before.find("\nriskflow_log_damaged 0\n"), std::string::npos) << before;
  office_.post("/v1.0/doctor/scrub", "");
  EXPECT_EQ(office_.status, 500U);
  const auto health = js::parse(office_.get("/healthz")).as_object();
  EXPECT_EQ(office_.status, 503U);
  EXPECT_EQ(text(health, "log"), "BROKEN");
  EXPECT_EQ(text(health, "cause"), "damaged");
  const auto metrics = office_.get("/metrics");
  EXPECT_NE(metrics.find("riskflow_log_condition{condition=\"BROKEN\"} 1"), std::string::npos);
  EXPECT_NE(metrics.find("\nriskflow_log_damaged 1\n"), std::string::npos);
  EXPECT_NE(office_.get("/v1.0/doctor").find("BROKEN: "), std::string::npos);

  office_.reopen();
  EXPECT_EQ(text(js::parse(office_.get("/healthz")).as_object(), "log"), "BROKEN")
      << "a restart makes nothing good";
  EXPECT_EQ(200U, (office_.get("/v1.0/cases"), office_.status)) << "reading goes on";
}

TEST_F(Proofs, WhatIsNotInTheLogIsNotProved) {
  office_.get("/v1.0/audit/proof?position=100000");
  EXPECT_EQ(office_.status, 404U);
  office_.get("/v1.0/audit/consistency?from=1&to=100000");
  EXPECT_EQ(office_.status, 404U);
  for (const auto* wrong : {"/v1.0/audit/proof", "/v1.0/audit/proof?position=x",
                            "/v1.0/audit/consistency", "/v1.0/audit/consistency?from=5&to=4"}) {
    office_.get(wrong);
    EXPECT_EQ(office_.status, 400U) << wrong;
  }
}

TEST_F(Proofs, AreForThoseWhoSeeTheAuditLog) {
  const auto analyst = office_.token_of("ann", "Analysts");
  EXPECT_EQ(office_.ask(http::Method::get, "/v1.0/audit/checkpoint", analyst).status,
            http::HttpStatus::forbidden);
}

TEST_F(Proofs, AServerThatEndsLeavesACheckpointOfAllItHas) {
  const auto head = to_number(office_.app().parts().log->head());
  office_.close();
  std::ifstream file(office_.folder() / "checkpoint");
  const std::string note{std::istreambuf_iterator<char>(file), {}};
  const auto checkpoint = proof::verify_checkpoint(note, std::array{key_});
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  EXPECT_EQ(checkpoint->tree.size, head);
}

}  // namespace riskflow::runtime
