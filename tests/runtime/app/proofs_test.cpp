// Checkpoints and proofs, asked for and verified as somebody would who trusts only the key.

#include <fstream>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "eventstore/proof/base64.hpp"
#include "eventstore/proof/log_proof.hpp"
#include "tests/runtime/app/office.hpp"

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
