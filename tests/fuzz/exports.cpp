// Exports: a verifier takes nothing that is not in the log that was signed.

#include <algorithm>
#include <array>
#include <bit>

#include <fmt/ranges.h>

#include "eventstore/proof/export_verifier.hpp"
#include "tests/eventstore/proof/paper_log.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/fuzz/targets.hpp"

namespace riskflow::fuzz {

using namespace proof;

static const PaperLog& log() {
  static const PaperLog made(11);
  return made;
}

static const SigningKey& keeper() {
  static const SigningKey key = a_key();
  return key;
}

static Bytes joined(const std::vector<std::string>& lines) {
  return fmt::format("{}\n", fmt::join(lines, "\n"));
}

static std::vector<std::string_view> lines_in(BytesView text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// ---- lines ----

void run_export_line(BytesView input) {
  if (const auto head = head_from_line(input))
    promise(to_line(*head) == input, "the first line of an export has one spelling");
  ExportedEvent event;
  if (!read_event_line(input, event)) return;
  promise(to_line(event.leaf, event.payload()) == input, "an exported event has one spelling");
  Bytes leaf;
  leaf_bytes(event.leaf, leaf);
}

// Of event `n`, with this payload.
static std::string line_of(std::uint64_t n, const OwnPayload& payload) {
  const auto hash = *hash_of(log().payload_of(n).view());
  return to_line(log().leaf_of(n, view_of(hash)), payload.view());
}

std::vector<Bytes> export_line_seeds() {
  const auto lines = log().lines(a_key(), 2, 6, 3);
  return {lines[0], lines[1], lines[4], line_of(2, log().purged_payload_of(2)),
          log().lines(a_key(), 2, 6, {}, 9)[0]};
}

// ---- whole exports ----

template <class Lines>
static Result<Verified> verified(const Lines& lines, std::optional<Checkpoint> earlier = {}) {
  ExportVerifier verifier({keeper().verifier()}, std::move(earlier));
  for (const auto& line : lines)
    if (auto ok = verifier.take(line); !ok) return fail(ok.error());
  return verifier.finish();
}

// Whether the line says of event `n` what the log has of it; its payload may have been purged.
static bool is_event_of_log(std::string_view line, std::uint64_t n) {
  return line == line_of(n, log().payload_of(n)) || line == line_of(n, log().purged_payload_of(n));
}

void run_export(BytesView input) {
  const auto lines = lines_in(input);
  const auto taken = verified(lines);
  const auto later = verified(lines, Checkpoint{std::string(PaperLog::origin), log().tree(4)});
  promise(taken || !later, "an earlier checkpoint never lets more pass");
  if (!taken) return;
  promise(taken->checkpoint.tree == log().tree(log().size()),
          "the log that was signed is verified");
  auto n = to_number(taken->from);
  promise(lines.size() == 1 + to_number(taken->to) - n, "each event that is said to be there is");
  for (std::size_t i = 1; i < lines.size(); ++i, ++n)
    promise(is_event_of_log(lines[i], n), "only an event that is in the log verifies");
  if (const auto purge = head_from_line(lines[0])->purge) {
    ExportedEvent event;
    promise(read_event_line(purge->event, event) &&
                is_event_of_log(purge->event, to_number(event.leaf.position())),
            "only a purge that is in the log is carried");
  }
}

std::vector<Bytes> export_seeds() {
  const auto key = a_key();
  return {joined(log().lines(key, 0, 11)), joined(log().lines(key, 3, 7)),
          joined(log().lines(key, 6, 9, 4)), joined(log().lines(key, 11, 11)),
          joined(log().lines(key, 3, 7, {}, 9))};
}

// ---- exports that are signed whatever they say ----

// RFC 9162, 2.1.1, word for word.
static Hash root_of(std::span<const Hash> leaves) {
  if (leaves.empty()) return empty_root();
  if (leaves.size() == 1) return leaves[0];
  const auto half = std::bit_floor(leaves.size() - 1);
  return node_hash(root_of(leaves.first(half)), root_of(leaves.subspan(half)));
}

// The leaves of events 0, 1, ...; nothing when a line is no such event.
static std::optional<std::vector<Hash>> leaves_in(std::span<const std::string_view> lines) {
  std::vector<Hash> leaves;
  for (const auto line : lines) {
    ExportedEvent event;
    if (!read_event_line(line, event) || event.leaf.position() != Position{leaves.size()})
      return {};
    if (!is_payload_of(event.leaf.header, event.leaf.event, event.payload())) return {};
    Bytes bytes;
    leaf_bytes(event.leaf, bytes);
    leaves.push_back(leaf_hash(bytes));
  }
  return leaves;
}

static std::string signed_anew(const Checkpoint& checkpoint) {
  const std::array keys{&keeper()};
  return sign_note(to_text(checkpoint), keys);
}

// The checkpoint in the first line, which says whatever the input says, is of the log whose key
// signs it, and gets a signature that holds; when the export is of the whole tree, also the root
// that its lines have.
void run_signed_export(BytesView input) {
  const auto given = lines_in(input);
  auto head = given.empty() ? Result<ExportHead>(ExportHead{}) : head_from_line(given[0]);
  const auto note = head ? note_from_text(head->checkpoint) : Result<Note>(Note{});
  auto checkpoint = note ? checkpoint_from_text(note->text) : Result<Checkpoint>(Checkpoint{});
  if (!head || !note || !checkpoint || checkpoint->origin.empty()) return;
  const bool is_whole = head->from == Position{} && to_number(head->to) == checkpoint->tree.size &&
                        head->range.left.empty() && head->range.right.empty() && !head->purge;
  const auto leaves = leaves_in(std::span(given).subspan(1));
  if (is_whole && leaves) checkpoint->tree.root = root_of(*leaves);
  checkpoint->origin = keeper().verifier().name;
  head->checkpoint = signed_anew(*checkpoint);
  std::vector<std::string> lines(given.begin(), given.end());
  lines[0] = to_line(*head);
  const auto taken = verified(lines);
  if (is_whole)
    promise(taken.has_value() == (leaves && leaves->size() == checkpoint->tree.size),
            "a whole export is taken if, and only if, it holds each event of the tree");
  if (taken)
    promise(to_number(taken->to) - to_number(taken->from) == lines.size() - 1,
            "each event that is said to be there is");
}

std::vector<Bytes> signed_export_seeds() { return export_seeds(); }

}  // namespace riskflow::fuzz
