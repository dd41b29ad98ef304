// What lies beside a log, and what it is restored from: backups, the root of the keys in escrow,
// the list of erasures, the ack ledger.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "domain/core/big_endian.hpp"
#include "eventstore/ack_ledger.hpp"
#include "eventstore/backup.hpp"
#include "eventstore/backup_files.hpp"
#include "eventstore/crc32c.hpp"
#include "eventstore/crypto.hpp"
#include "eventstore/erasure_list.hpp"
#include "eventstore/escrow.hpp"
#include "tests/eventstore/proof/paper_log.hpp"
#include "tests/fuzz/folder.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/fuzz/targets.hpp"

namespace riskflow::fuzz {

using namespace eventstore;

static LogId a_log() {
  LogId log;
  log.bytes.fill(0xab);
  return log;
}

static Instant at_second(std::int64_t second) { return Instant{std::chrono::seconds{second}}; }

// ---- backups ----

void run_backup_facts(BytesView input) {
  const auto backup = backup_from_text(input, "a-backup");
  if (!backup) return promise(backup.error().code == Errc::corrupt, "bad facts are corrupt");
  promise(text_of(*backup) == input, "the facts of a backup have one spelling");
  promise(!backup->origin.empty(), "a backup names the origin of its log");
}

std::vector<Bytes> backup_facts_seeds() {
  Backup backup{"a-backup", a_log(), "riskflow/0", at_second(1'767'225'600), 48'211, 3};
  std::vector<Bytes> seeds{text_of(backup)};
  backup.made += std::chrono::microseconds{7};
  backup.events = 0;
  seeds.push_back(text_of(backup));
  return seeds;
}

void run_backup_sums(BytesView input) {
  const auto files = BackupFiles::from_text(input);
  if (!files) return promise(files.error().code == Errc::corrupt, "bad sums are corrupt");
  promise(std::ranges::is_permutation(files->to_text(), input), "each line of the sums counts");
  promise(files->compare(*files).has_value(), "what is there as it is listed is whole");
  auto more = *files;
  more.add("one/more", {});
  promise(more.to_text() == input || !files->compare(more) || !more.compare(*files),
          "one file more, or another, is found");
}

std::vector<Bytes> backup_sums_seeds() {
  BackupFiles files;
  std::vector<Bytes> seeds{files.to_text()};
  for (const auto* path : {"backup", "log/CURRENT", "log/000007.sst"})
    files.add(path, proof::leaf_hash(path));
  seeds.push_back(files.to_text());
  return seeds;
}

// ---- escrow ----

static Key escrow_key(std::uint8_t byte) {
  std::array<std::uint8_t, key_size> bytes{};
  bytes.fill(byte);
  return Key(bytes);
}

// docs/format.md, "Escrow", once more.
static Bytes front_of(const EscrowTerms& terms) {
  Bytes out = "riskflow-escrow";
  append_number(out, std::uint16_t{1});
  out += view_of(terms.log);
  append_number(out, terms.generation);
  append_number(out, terms.erasures);
  append_number(out, static_cast<std::uint64_t>(terms.made.time_since_epoch().count()));
  append_number(out, static_cast<std::uint64_t>(terms.until.time_since_epoch().count()));
  return out;
}

static Bytes sealed(BytesView front, BytesView plaintext) {
  const std::array<std::uint8_t, aes_nonce_size> nonce{};
  return Bytes(front) + Bytes(view_of(nonce)) +
         aes_seal(escrow_key(7).bytes(), nonce, front, plaintext);
}

// How many bytes stand before the nonce, those, and the root; 0: the artefact as it is.
void run_escrow(BytesView input) {
  ByteReader in(input);
  const std::size_t size = in.number<std::uint8_t>();
  const auto front = in.bytes(std::min(size, in.rest().size()));
  const Bytes artefact = size == 0 ? Bytes(in.rest()) : sealed(front, in.rest());
  const auto terms = escrow_terms(artefact);
  const auto root = open_escrow(artefact, escrow_key(7));
  if (!terms) {
    promise(terms.error().code == Errc::corrupt, "a bad escrow is corrupt");
    return promise(!root, "what says nothing of itself does not open");
  }
  promise(artefact.starts_with(front_of(*terms)), "the terms of an escrow have one encoding");
  if (!root) return promise(root.error().code == Errc::corrupt, "a root that is none is corrupt");
  promise(root->generation == terms->generation, "a root has the generation of its escrow");
  promise(size == 0 || encode(*root) == in.rest(), "a root has one encoding");
  promise(!open_escrow(artefact, escrow_key(8)), "another key does not open it");
}

std::vector<Bytes> escrow_seeds() {
  const EscrowTerms terms{a_log(), 3, 2, at_second(1'767'225'600), at_second(1'769'817'600)};
  const Bytes front = front_of(terms);
  const Bytes root = encode({{3, escrow_key(4)}, 7, 9, {1, 2}});
  const Bytes sized = Bytes(1, static_cast<char>(front.size())) + front;
  return {sized + root, sized, Bytes(1, '\0') + sealed(front, root)};
}

// ---- erasures ----

// Whether the text is signed now, and it; else the note as it is.
void run_erasures(BytesView input) {
  static const auto key = proof::a_key();
  ByteReader in(input);
  const bool is_text = in.number<std::uint8_t>() % 2 == 1;
  const std::array signers{&key};
  const Bytes note =
      is_text ? proof::sign_note(Bytes(in.rest()) + '\n', signers) : Bytes(in.rest());
  const auto list = verify_erasures(note, std::array{key.verifier()});
  if (!list) return;
  promise(note.starts_with(text_of(*list) + '\n'), "a list of erasures has one spelling");
  promise(list->origin == key.verifier().name, "a list of erasures is of the log that signed it");
  promise(list->end() >= list->before, "a list ends behind its beginning");
}

std::vector<Bytes> erasures_seeds() {
  const auto key = proof::a_key();
  SubjectRef one, other;
  one.bytes.fill(1);
  other.bytes.fill(2);
  const ErasureList list{key.verifier().name, 5, {one, other}};
  const auto text = text_of(list);
  const std::array signers{&key};
  return {'\1' + text.substr(0, text.size() - 1), '\0' + proof::sign_note(text, signers),
          '\1' + key.verifier().name + "\nerasures\n18446744073709551615\n" + to_text(one)};
}

// ---- the ack ledger ----

static constexpr std::size_t slots = 8;
static constexpr std::size_t slot_bytes = 512;
static constexpr std::size_t said_bytes = 48;  // number, size and root

// A ledger whose slots hold what the input says, with checksums that hold.
static Bytes ledger_of(BytesView said) {
  Bytes file;
  for (std::size_t n = 0; n < slots; ++n) {
    auto slot = Bytes(said.substr(std::min(n * said_bytes, said.size()), said_bytes));
    slot.resize(said_bytes);
    append_number(slot, crc32c(slot));
    slot.resize(slot_bytes);
    file += slot;
  }
  return file;
}

struct Slot {
  std::uint64_t number = 0;
  proof::TreeHead tree;
};

// docs/format.md, "The ack ledger", once more: the newest slot that is whole.
static std::optional<Slot> newest_in(BytesView file) {
  std::optional<Slot> newest;
  for (std::size_t n = 0; n < slots && file.size() == slots * slot_bytes; ++n) {
    ByteReader in(file.substr(n * slot_bytes, slot_bytes));
    Slot slot{in.number<std::uint64_t>(), {in.number<std::uint64_t>(), {}}};
    std::ranges::copy(in.bytes(slot.tree.root.size()), slot.tree.root.begin());
    const bool is_whole =
        in.number<std::uint32_t>() == crc32c(file.substr(n * slot_bytes, said_bytes));
    const bool is_in_place = slot.number != 0 && (slot.number - 1) % slots == n;
    if (is_whole && is_in_place && (!newest || newest->number < slot.number)) newest = slot;
  }
  return newest;
}

// Whether slots are said, and what they hold; else the file as it is.
void run_ack_ledger(BytesView input) {
  static const Folder folder("acks");
  ByteReader in(input);
  const bool is_said = in.number<std::uint8_t>() % 2 == 1;
  const Bytes file = is_said ? ledger_of(in.rest()) : Bytes(in.rest());
  const auto path = folder.put("acks", file);
  const auto read = AckLedger::read(path);
  const auto newest = newest_in(file);
  promise(read.has_value() == newest.has_value(), "a ledger is read when a slot is whole");
  if (!read) return promise(read.error().code == Errc::corrupt, "a bad ledger is corrupt");
  promise(*read == newest->tree, "the newest slot that is whole counts");
  if (newest->number >= UINT64_MAX - 1) return;  // nobody gets there by counting
  auto ledger = AckLedger::open(path, newest->tree);
  const proof::TreeHead next{newest->tree.size / 2 + 1, proof::leaf_hash("next")};
  promise(ledger && ledger->write(next), "a ledger that was read is written");
  promise(AckLedger::read(path).value() == next, "what was written last is read");
}

std::vector<Bytes> ack_ledger_seeds() {
  Bytes said;
  for (const std::uint64_t number : {9U, 2U, 3U, 4U, 5U, 6U, 7U, 8U}) {
    append_number(said, number);
    append_number(said, number * 10);
    said += Bytes(32, static_cast<char>('a' + number));
  }
  return {'\1' + said, '\1' + said.substr(0, said_bytes), '\0' + ledger_of(said)};
}

}  // namespace riskflow::fuzz
