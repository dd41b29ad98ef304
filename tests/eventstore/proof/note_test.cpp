// Signed notes, against the example of the Go library that first read and wrote them
// (golang.org/x/mod/sumdb/note), and against every change of it.

#include "eventstore/proof/note.hpp"

#include <gtest/gtest.h>

#include "eventstore/proof/base64.hpp"
#include "eventstore/proof/checkpoint.hpp"
#include "eventstore/proof/log_proof.hpp"

namespace riskflow::proof {

static constexpr const char* peter =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
static constexpr const char* peters_secret = "gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM=";
static constexpr const char* peters_text =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
static constexpr const char* peters_line =
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/"
    "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

static SigningKey key_of(std::string_view name, const std::string& secret) {
  const auto bytes = *from_base64(secret);
  std::array<std::uint8_t, 32> array{};
  std::ranges::copy(bytes, array.begin());
  return SigningKey::from_secret(name, array);
}

static std::string signed_by(const SigningKey& key, std::string_view text) {
  const std::array keys{&key};
  return sign_note(text, keys);
}

TEST(Note, IsTheOneThatAnotherLibraryMakes) {
  const auto key = key_of("PeterNeumann", peters_secret);
  EXPECT_EQ(to_text(key.verifier()), peter);
  EXPECT_EQ(signed_by(key, peters_text), std::string(peters_text) + "\n" + peters_line);
}

TEST(Note, IsVerifiedByTheKeyInItsTextForm) {
  const std::array keys{*verifier_key_from_text(peter)};
  const auto note = verify_note(std::string(peters_text) + "\n" + peters_line, keys);
  ASSERT_TRUE(note) << note.error().message;
  EXPECT_EQ(note->text, peters_text);
}

TEST(Note, HoldsForNoOtherByte) {
  const std::array keys{*verifier_key_from_text(peter)};
  const auto whole = std::string(peters_text) + "\n" + peters_line;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    auto changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(verify_note(changed, keys)) << i;
    EXPECT_FALSE(verify_note(whole.substr(0, i), keys)) << i;
  }
}

TEST(Note, MayBearSignaturesOfKeysUnknown) {
  const auto ours = SigningKey::generate("example.test/log");
  const auto foreign = SigningKey::generate("example.test/witness");
  const std::array both{&foreign, &ours};
  const auto note = sign_note("text\n", both);
  EXPECT_TRUE(verify_note(note, std::array{ours.verifier()}));
  EXPECT_TRUE(verify_note(note, std::array{foreign.verifier()}));
  const auto third = SigningKey::generate("example.test/log");
  EXPECT_FALSE(verify_note(note, std::array{third.verifier()}));
  EXPECT_FALSE(verify_note(note, {}));
}

TEST(Note, IsRefusedForOneWrongSignatureOfAKnownKey) {
  const auto ours = SigningKey::generate("example.test/log");
  const auto other = SigningKey::generate("example.test/witness");
  const auto wrong = signed_by(ours, "text\n") + other.signature_line("another text\n");
  EXPECT_TRUE(verify_note(wrong, std::array{ours.verifier()}));
  EXPECT_FALSE(verify_note(wrong, std::array{ours.verifier(), other.verifier()}));
}

TEST(Note, EndsItsTextAtTheLastBlankLine) {
  const auto key = SigningKey::generate("example.test/log");
  const auto note = verify_note(signed_by(key, "one\n\ntwo\n"), std::array{key.verifier()});
  ASSERT_TRUE(note);
  EXPECT_EQ(note->text, "one\n\ntwo\n");
}

TEST(Note, IsRefusedWhenAnythingInItIsMalformed) {
  const std::string line = peters_line;
  for (const auto& text :
       {std::string(), std::string("\n\n"), std::string("text\n"), "text\n" + line,
        "text\n\n" + line.substr(1), "text\n\n" + line + "more\n", "te\txt\n\n" + line,
        std::string("text\n\n— a b\n"), std::string("text\n\n— a AAAA\n"),
        "text\n\n" + line + std::string(1'000'000, 'a')})
    EXPECT_FALSE(note_from_text(text)) << text.substr(0, 100);
}

TEST(VerifierKey, IsRefusedWhenItsIdIsNotItsOwn) {
  EXPECT_TRUE(verifier_key_from_text(peter));
  for (const char* text : {"", "PeterNeumann", "PeterNeumann+c74f20a3",
                           "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                           "Peter+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                           "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TX",
                           "PeterNeumann+c74f20a3+AhpcZQcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                           "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"})
    EXPECT_FALSE(verifier_key_from_text(text)) << text;
}

TEST(SigningKey, ComesBackFromItsSecret) {
  const auto key = SigningKey::generate("example.test/log");
  const auto again = SigningKey::from_secret("example.test/log", key.secret());
  EXPECT_EQ(key.verifier(), again.verifier());
  EXPECT_EQ(key.signature_line("text\n"), again.signature_line("text\n"));
}

TEST(Base64, TakesOneTextForEachBytesOnly) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(from_base64("Zm8="), "fo");
  for (const char* text : {"Zg", "Zg=", "Zh==", " Zg==", "Zg==\n", "Z===", "====", "Zm=v", "Zm9v!"})
    EXPECT_FALSE(from_base64(text)) << text;
}

// ---- checkpoints and proofs ----

static const Hash root = sha256("root");

TEST(Checkpoint, IsWrittenAsThreeLines) {
  const Checkpoint checkpoint{"example.test/log", {42, root}};
  const auto text = to_text(checkpoint);
  EXPECT_EQ(text, "example.test/log\n42\n" + base64(view_of(root)) + "\n");
  EXPECT_EQ(checkpoint_from_text(text), checkpoint);
  EXPECT_EQ(checkpoint_from_text(text + "extension\n"), checkpoint);
}

TEST(Checkpoint, IsRefusedWhenALineIsMalformed) {
  const auto hash = base64(view_of(root));
  for (const auto& text :
       {std::string(), "\n42\n" + hash + "\n", "log\n\n" + hash + "\n", "log\n042\n" + hash + "\n",
        "log\n-1\n" + hash + "\n", "log\n18446744073709551616\n" + hash + "\n", "log\n42\n" + hash,
        "log\n42\nAAAA\n" + hash})
    EXPECT_FALSE(checkpoint_from_text(text)) << text;
}

TEST(LogProof, ProvesItsEventAndNoOther) {
  Frontier tree;
  std::vector<Hash> leaves;
  for (const char* leaf : {"a", "b", "c", "d", "e"}) {
    leaves.push_back(leaf_hash(leaf));
    tree.add(leaves.back());
  }
  const auto key = SigningKey::generate("example.test/log");
  const std::vector path{leaves[3], node_hash(leaves[0], leaves[1]), leaves[4]};
  const LogProof proof{2, "c", path,
                       signed_by(key, to_text(Checkpoint{"example.test/log", {5, tree.root()}}))};
  const auto read = log_proof_from_text(to_text(proof));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(to_text(*read), to_text(proof));
  const std::array keys{key.verifier()};
  const auto checkpoint = verify_log_proof(*read, keys);
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  EXPECT_EQ(checkpoint->tree.size, 5U);
  EXPECT_FALSE(verify_log_proof(*read, std::array{SigningKey::generate("x").verifier()}));
  auto other = *read;
  other.leaf = "d";
  EXPECT_FALSE(verify_log_proof(other, keys));
}

TEST(LogProof, StandsWithOthersInAReceipt) {
  const std::vector<LogProof> proofs{{1, "leaf", {root}, "checkpoint\n"},
                                     {2, "another", {}, "checkpoint\n"}};
  const auto text = to_text(proofs);
  EXPECT_TRUE(is_receipt(text));
  EXPECT_FALSE(is_receipt("{}\n"));
  const auto read = receipt_from_text(text);
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(to_text(read->at(i)), to_text(proofs[i]));
  EXPECT_FALSE(receipt_from_text(""));
  EXPECT_FALSE(receipt_from_text(text + "more\nc2sp.org/tlog-proof@v1\n"));
}

TEST(LogProof, IsRefusedWhenItIsCutOrMalformed) {
  const LogProof proof{1, "leaf", {root, root}, "checkpoint\n"};
  const auto text = to_text(proof);
  const auto end_of_hashes = text.find("\n\n");
  for (std::size_t size = 0; size <= end_of_hashes; ++size)
    EXPECT_FALSE(log_proof_from_text(text.substr(0, size))) << size;
  EXPECT_FALSE(
      log_proof_from_text("c2sp.org/tlog-proof@v1\nextra \n" + text.substr(text.find("index"))));
  EXPECT_FALSE(log_proof_from_text("c2sp.org/tlog-proof@v2" + text.substr(22)));
  const LogProof too_high{1, "", std::vector<Hash>(65, root), "checkpoint\n"};
  EXPECT_FALSE(log_proof_from_text(to_text(too_high)));
}

}  // namespace riskflow::proof
