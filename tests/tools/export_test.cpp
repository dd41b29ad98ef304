// Exports of the log: what is written, and what is said when one is verified.

#include "eventstore/proof/export.hpp"

#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "eventstore/proof/checkpoint.hpp"
#include "eventstore/proof/log_proof.hpp"
#include "eventstore/proof/pieces.hpp"
#include "tests/tools/scripted.hpp"

namespace riskflow::cli {
namespace {

TEST(AnExport, IsTheLinesOfTheServerPageByPage) {
  CommandLine line;
  line.answers(R"({"from":2,"to":5,"line":"{\"head\":1}"})");
  line.answers(R"({"value":["{\"a\":\"\u00e9\"}","{\"b\":2}"],"next":4})");
  line.answers(R"({"value":["{\"c\":3}"]})");
  const auto ran = line.run({"audit", "export", "--from", "2", "--since", "1"});
  ASSERT_EQ(ran.asked.size(), 3U);
  EXPECT_EQ(line_of(ran.asked[0]), "GET /v1.0/audit/export?from=2&since=1");
  EXPECT_EQ(line_of(ran.asked[1]), "GET /v1.0/audit/export/events?from=2&to=5");
  EXPECT_EQ(line_of(ran.asked[2]), "GET /v1.0/audit/export/events?from=4&to=5");
  EXPECT_EQ(ran.out, "{\"head\":1}\n{\"a\":\"\u00e9\"}\n{\"b\":2}\n{\"c\":3}\n");
}

TEST(AnExport, DoesNotGoRoundInCirclesWhenTheServerDoes) {
  CommandLine line;
  line.answers(R"({"from":0,"to":5,"line":"{}"})");
  line.answers(R"({"value":[],"next":0})");
  EXPECT_EQ(line.run({"audit", "export"}).code, 8);
}

// An export of a log of one event, in a folder of its own, with the key that signed it.
class VerifiedExport : public testing::Test {
 protected:
  VerifiedExport()
      : folder_(std::filesystem::path(testing::TempDir()) /
                fmt::format("riskflow-export-{}", getpid())),
        key_(proof::SigningKey::generate("test/log")) {
    std::filesystem::create_directories(folder_);
    const proof::Payload payload{"payload", BytesView("\0\0\0\7", 4)};
    const auto hash = *proof::hash_of(payload);
    proof::Leaf leaf;
    leaf.header.events = 1;
    leaf.event = {"case-1", Version{1}, "case.opened", 1, 7, proof::view_of(hash)};
    Bytes bytes;
    proof::leaf_bytes(leaf, bytes);
    proof::Frontier tree;
    tree.add(proof::leaf_hash(bytes));
    const std::array keys{&key_};
    note_ = proof::sign_note(proof::to_text(proof::Checkpoint{"test/log", {1, tree.root()}}), keys);
    const proof::ExportHead head{Position{0}, Position{1}, {}, {}, note_};
    write("export.jsonl", proof::to_line(head) + "\n" + proof::to_line(leaf, payload) + "\n");
    write("audit.pub", to_text(key_.verifier()) + "\n");
    write("receipt.txt", proof::to_text(proof::LogProof{0, bytes, {}, note_}));
    write("earlier.txt", note_);
  }
  ~VerifiedExport() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  std::string read(const std::string& name) const {
    std::ifstream in(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  Ran verify(std::vector<std::string> more = {}, const std::string& what = "export.jsonl") const {
    std::vector<std::string> words{"audit", "verify", path(what), "--key", path("audit.pub")};
    words.insert(words.end(), more.begin(), more.end());
    return CommandLine().run(words);
  }

  struct Written {
    std::string stream;
    std::string type;
    Bytes payload;
    bool lacks_a_field = false;  // behind the payload
  };
  // What of a log is exported, and which of its events the first line carries as a purge.
  struct Part {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    std::optional<std::uint64_t> purge{};
  };
  // An export of the first `count` events of a log of these.
  void write_export(const std::vector<Written>& log, std::size_t count) const {
    write_export(log, Part{0, count});
  }
  void write_export(const std::vector<Written>& log, const Part& part) const {
    std::vector<proof::Hash> leaves;
    std::vector<std::string> lines;
    for (std::uint64_t n = 0; n < log.size(); ++n) {
      const auto& [stream, type, plain, lacks] = log[n];
      Bytes bytes = plain;
      Bytes sizes;
      append_number(sizes, static_cast<std::uint32_t>(plain.size()));
      if (lacks) {
        bytes += proof::purged(BytesView("\3\0\0\0abc", 7));
        append_number(sizes, std::uint32_t{37});
        append_number(sizes, std::uint32_t{0});
      }
      const proof::Payload payload{bytes, sizes};
      const auto hash = *proof::hash_of(payload);
      proof::Leaf leaf;
      leaf.header.first = Position{n};
      leaf.header.events = 1;
      leaf.event = {stream,
                    Version{1},
                    type,
                    1,
                    static_cast<std::uint32_t>(bytes.size()),
                    proof::view_of(hash)};
      Bytes all;
      proof::leaf_bytes(leaf, all);
      leaves.push_back(proof::leaf_hash(all));
      lines.push_back(proof::to_line(leaf, payload));
    }
    const auto subtree = [&](unsigned level, std::uint64_t index) -> Result<proof::Hash> {
      proof::Frontier made;
      for (auto n = index << level; n < (index + 1) << level; ++n) made.add(leaves[n]);
      return made.root();
    };
    const std::array keys{&key_};
    const auto root = *proof::root_of(leaves.size(), subtree);
    const auto note = proof::sign_note(
        proof::to_text(proof::Checkpoint{"test/log", {leaves.size(), root}}), keys);
    const auto [from, to, purge] = part;
    proof::ExportHead head{Position{from},
                           Position{to},
                           *proof::range_proof(from, to, leaves.size(), subtree),
                           {},
                           note};
    if (purge)
      head.purge = proof::CarriedPurge{lines[*purge],
                                       *proof::inclusion_proof(*purge, leaves.size(), subtree)};
    auto text = proof::to_line(head) + "\n";
    for (auto n = from; n < to; ++n) text += lines[n] + "\n";
    write("export.jsonl", text);
  }
  // The export that was written, with something else in its first line.
  template <class Change>
  void change_head(const Change& change) const {
    const auto text = read("export.jsonl");
    const auto end = text.find('\n');
    auto head = proof::head_from_line(text.substr(0, end)).value();
    change(head);
    write("export.jsonl", proof::to_line(head) + text.substr(end));
  }
  // What a purge ends with: it went through the events before `until`, and `fields` were gone.
  static Written purge_on_record(char until, char fields) {
    Bytes record(57, '\0');
    record[0] = 1;
    record[17] = until;
    record[25] = fields;
    return {"erasures", "erasure.purge-ended", record};
  }
  static Written event_without_a_field() { return {"user-1", "user.renamed", "name: ", true}; }
  static Written event_of_a_case() { return {"case-1", "case.opened", "payload"}; }
  // A purge took two fields of the first three events.
  static std::vector<Written> purged_log() {
    return {event_without_a_field(), event_of_a_case(),     event_without_a_field(),
            event_of_a_case(),       purge_on_record(3, 2), event_of_a_case()};
  }

  static Bytes little_endian(std::uint64_t number, std::size_t size) {
    Bytes out;
    for (std::size_t i = 0; i < size; ++i) out += static_cast<char>(number >> (8 * i));
    return out;
  }
  static Bytes counted(const std::string& text) { return little_endian(text.size(), 4) + text; }
  // The first event of a log that goes on from the first `kept` of another.
  static Written going_on(const std::string& origin, std::uint64_t kept) {
    return {
        "safekeeping", "safekeeping.continued",
        '\1' + counted(origin) + little_endian(kept, 8) + counted("root") + little_endian(kept, 8)};
  }
  // A checkpoint of these events, of the log that was there before, and its key beside the other.
  void write_old_checkpoint(const std::vector<Written>& events) const {
    write_export(events, events.size());
    const auto text = read("export.jsonl");
    const auto head = proof::head_from_line(text.substr(0, text.find('\n'))).value();
    const auto note = proof::note_from_text(head.checkpoint).value();
    const auto tree = proof::checkpoint_from_text(note.text)->tree;
    const auto old_key = proof::SigningKey::generate("old/log");
    write("old.txt", proof::sign_note(proof::to_text(proof::Checkpoint{"old/log", tree}),
                                      std::array{&old_key}));
    write("audit.pub",
          proof::to_text(std::array{proof::VerifierKey(old_key.verifier()), key_.verifier()}));
  }
  Ran verify_against_old() const { return verify({"--checkpoint", path("old.txt")}); }

 private:
  std::filesystem::path folder_;
  proof::SigningKey key_;
  std::string note_;
};

TEST_F(VerifiedExport, IsToldWithWhatWasNotChecked) {
  const auto ran = verify();
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_TRUE(ran.asked.empty()) << "nobody is asked";
  EXPECT_NE(ran.out.find("1 events, 0 to 0, of the log test/log"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("Rollback and fork were not checked"), std::string::npos) << ran.out;
}

TEST_F(VerifiedExport, IsComparedWithAnEarlierCheckpoint) {
  const auto ran = verify({"--checkpoint", path("earlier.txt")});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find("grew from the earlier checkpoint"), std::string::npos) << ran.out;
}

// A log that was restored goes on under a name and a key of its own.
TEST_F(VerifiedExport, IsComparedWithACheckpointOfTheLogThatItGoesOnFrom) {
  const std::vector<Written> old(2, event_of_a_case());
  write_old_checkpoint(old);
  auto log = old;
  log.push_back(going_on("old/log", 2));
  log.push_back(event_of_a_case());
  write_export(log, 4);
  const auto ran = verify_against_old();
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find("grew from the earlier checkpoint"), std::string::npos) << ran.out;

  log[0].payload = "others";
  write_export(log, 4);
  EXPECT_NE(verify_against_old().err.find("forked"), std::string::npos);
}

TEST_F(VerifiedExport, OfALogThatKeptLessThanTheOldOneHadSignedEndsWithThree) {
  const std::vector<Written> old(2, event_of_a_case());
  write_old_checkpoint(old);
  write_export({event_of_a_case(), going_on("old/log", 1)}, 2);
  const auto ran = verify_against_old();
  EXPECT_EQ(ran.code, 3);
  EXPECT_NE(ran.err.find("events were lost"), std::string::npos) << ran.err;
}

TEST_F(VerifiedExport, ThatSaysNothingOfTheLogOfACheckpointEndsWithThree) {
  const std::vector<Written> old(2, event_of_a_case());
  write_old_checkpoint(old);
  for (const auto& third : {event_of_a_case(), going_on("other/log", 2), going_on("old/log", 7)}) {
    write_export({old[0], old[1], third}, 3);
    const auto ran = verify_against_old();
    EXPECT_EQ(ran.code, 3);
    EXPECT_NE(ran.err.find("goes on from the other"), std::string::npos) << ran.err;
  }
}

TEST_F(VerifiedExport, ThatWasChangedEndsWithThree) {
  auto text = read("export.jsonl");
  text.replace(text.find("case.opened"), 11, "case.closed");
  write("export.jsonl", text);
  const auto ran = verify();
  EXPECT_EQ(ran.code, 3);
  EXPECT_NE(ran.err.find("NOT VERIFIED"), std::string::npos) << ran.err;
  EXPECT_EQ(ran.out, "");
}

TEST_F(VerifiedExport, MayBeAReceiptWhichSaysWhatItsEventsAre) {
  const auto ran = verify({}, "receipt.txt");
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find("event 0 of the log test/log is in the tree of 1 events"),
            std::string::npos)
      << ran.out;
  EXPECT_NE(ran.out.find(R"("type":"case.opened")"), std::string::npos) << ran.out;
}

TEST_F(VerifiedExport, OfAReceiptThatWasChangedEndsWithThree) {
  auto text = read("receipt.txt");
  text[text.find("extra ") + 20] ^= 1;
  write("receipt.txt", text);
  EXPECT_EQ(verify({}, "receipt.txt").code, 3);
}

TEST_F(VerifiedExport, MayLackTheFieldsThatAPurgeHasOnRecord) {
  write_export({event_without_a_field(), purge_on_record(1, 1)}, 2);
  const auto ran = verify();
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find("1 personal fields in them are gone, as the purges on record say"),
            std::string::npos)
      << ran.out;
}

TEST_F(VerifiedExport, ThatLacksAFieldWithNoPurgeOnRecordEndsWithThree) {
  write_export({event_without_a_field(), event_of_a_case()}, 2);
  const auto ran = verify();
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(ran.out, "");
  EXPECT_NE(ran.err.find("1 personal fields are gone"), std::string::npos) << ran.err;
}

TEST_F(VerifiedExport, ThatLacksMoreFieldsThanThePurgeTookEndsWithThree) {
  write_export({event_without_a_field(), event_without_a_field(), purge_on_record(2, 1)}, 3);
  EXPECT_EQ(verify().code, 3);
}

TEST_F(VerifiedExport, ThatLacksAFieldOfAnEventAfterThePurgeEndsWithThree) {
  write_export({purge_on_record(0, 1), event_without_a_field()}, 2);
  EXPECT_EQ(verify().code, 3);
}

TEST_F(VerifiedExport, OfAnyPartOfAPurgedLogIsVerifiedByThePurgeThatItCarries) {
  for (std::uint64_t from = 0; from <= 4; ++from)
    for (auto to = from; to <= 4; ++to) {
      write_export(purged_log(), Part{from, to, 4});
      const auto ran = verify();
      EXPECT_EQ(ran.code, 0) << from << " to " << to << ": " << ran.err;
    }
  write_export(purged_log(), Part{1, 3, 4});
  EXPECT_NE(verify().out.find("1 personal fields in them are gone, as the purges on record say"),
            std::string::npos);
}

TEST_F(VerifiedExport, OfAPartWithoutThePurgeThatTookItsFieldsEndsWithThree) {
  write_export(purged_log(), Part{0, 3, 4});
  EXPECT_EQ(verify().code, 0);
  change_head([](proof::ExportHead& head) { head.purge.reset(); });
  const auto ran = verify();
  EXPECT_EQ(ran.code, 3);
  EXPECT_NE(ran.err.find("2 personal fields are gone"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("is made once it has ended"), std::string::npos) << ran.err;
}

TEST_F(VerifiedExport, ThatCarriesAPurgeOfAnotherLogEndsWithThree) {
  auto other = purged_log();
  other[5] = event_without_a_field();
  write_export(other, Part{0, 3, 4});
  const auto foreign = read("export.jsonl");
  write_export(purged_log(), Part{0, 3, 4});
  change_head([&](proof::ExportHead& head) {
    head.purge = proof::head_from_line(foreign.substr(0, foreign.find('\n')))->purge;
  });
  const auto ran = verify();
  EXPECT_EQ(ran.code, 3);
  EXPECT_NE(ran.err.find("the purge is not in the log that was signed"), std::string::npos)
      << ran.err;
}

// Without the key, what was purged cannot be made more than it was.
TEST_F(VerifiedExport, ThatCarriesAPurgeWhichWasChangedEndsWithThree) {
  const auto more = purge_on_record(4, 9).payload;
  const proof::Payload payload{more, BytesView("\0\0\0\x39", 4)};
  const auto hash = *proof::hash_of(payload);
  for (const bool with_its_hash : {false, true}) {
    write_export(purged_log(), Part{0, 4, 4});
    change_head([&](proof::ExportHead& head) {
      proof::ExportedEvent event;
      ASSERT_TRUE(proof::read_event_line(head.purge->event, event));
      auto leaf = event.leaf;
      if (with_its_hash) leaf.event.payload_hash = proof::view_of(hash);
      head.purge->event = proof::to_line(leaf, payload);
    });
    const auto ran = verify();
    EXPECT_EQ(ran.code, 3);
    EXPECT_NE(ran.err.find("line 1: "), std::string::npos) << ran.err;
  }
}

TEST_F(VerifiedExport, OfAPartThatLacksAFieldBehindTheCarriedPurgeEndsWithThree) {
  auto log = purged_log();
  log[3] = event_without_a_field();
  write_export(log, Part{3, 4, 4});
  EXPECT_EQ(verify().code, 3);
  log[4] = purge_on_record(4, 3);
  write_export(log, Part{3, 4, 4});
  EXPECT_EQ(verify().code, 0);
}

TEST_F(VerifiedExport, OfAPartThatLacksMoreFieldsThanTheCarriedPurgeTookEndsWithThree) {
  auto log = purged_log();
  log[1] = event_without_a_field();
  write_export(log, Part{0, 3, 4});
  EXPECT_EQ(verify().code, 3);
}

TEST_F(VerifiedExport, ThatCarriesAnotherEventAsAPurgeEndsWithThree) {
  write_export(purged_log(), Part{0, 1, 3});
  const auto ran = verify();
  EXPECT_EQ(ran.code, 3);
  EXPECT_NE(ran.err.find("event 3, which is none"), std::string::npos) << ran.err;
}

TEST_F(VerifiedExport, IsHeldAgainstTheNewestPurgeThatItHasOrCarries) {
  const std::vector<Written> log{event_without_a_field(), purge_on_record(1, 1),
                                 event_without_a_field(), purge_on_record(3, 2)};
  write_export(log, Part{0, 4, 1});
  EXPECT_EQ(verify().code, 0) << "the one that it has";
  write_export(log, Part{0, 3, 3});
  EXPECT_EQ(verify().code, 0) << "the one that it carries";
  write_export(log, Part{0, 3, 1});
  EXPECT_EQ(verify().code, 3) << "an earlier one does not speak for what came after it";
}

TEST_F(VerifiedExport, IsNotTakenFromAFolder) {
  for (const auto& [words, what] :
       {std::pair{std::vector<std::string>{"--checkpoint", path(".")}, "export.jsonl"},
        std::pair{std::vector<std::string>{}, "."}}) {
    const auto ran = verify(words, what);
    EXPECT_EQ(ran.code, 2) << what;
    EXPECT_NE(ran.err.find("is a folder: name a file"), std::string::npos) << ran.err;
  }
  std::filesystem::remove(path("audit.pub"));
  std::filesystem::create_directory(path("audit.pub"));
  EXPECT_EQ(verify().code, 2);
}

TEST_F(VerifiedExport, WithALineThatNeverEndsIsRefused) {
  write("export.jsonl", std::string(3 * 1'024 * 1'024, 'x'));
  const auto ran = verify();
  EXPECT_EQ(ran.code, 3);
  EXPECT_NE(ran.err.find("longer than any line"), std::string::npos) << ran.err;
}

TEST_F(VerifiedExport, IsNotVerifiedWithoutAKey) {
  write("audit.pub", "\n");
  EXPECT_EQ(verify().code, 2);
}

}  // namespace
}  // namespace riskflow::cli
